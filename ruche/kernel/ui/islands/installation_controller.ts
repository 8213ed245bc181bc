/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <body data-controller="installation" data-installation-worker-value="/service-worker.js"> */
import { Controller } from "@hotwired/stimulus";

/** Registers the service worker, once the page has nothing better to do. */
export default class Installation extends Controller {
  static override values = { worker: String };
  declare readonly workerValue: string;

  override connect(): void {
    if (!("serviceWorker" in navigator) || !this.workerValue) return;
    addEventListener("load", () => navigator.serviceWorker.register(this.workerValue).catch(() => undefined), { once: true });
  }
}
