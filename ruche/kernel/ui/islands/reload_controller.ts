/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <button data-controller="reload" data-reload-probe-value="/healthz" data-action="reload#now">Try again</button> */
import { Controller } from "@hotwired/stimulus";

const PAUSE = 3000;

/** Loads the page again, when asked and as soon as the server answers. */
export default class Reload extends Controller {
  static override values = { probe: String };
  declare readonly probeValue: string;
  private waiting = 0;

  override connect(): void {
    this.waiting = window.setInterval(this.look, PAUSE);
  }

  override disconnect(): void {
    clearInterval(this.waiting);
  }

  now(): void {
    location.reload();
  }

  private readonly look = async (): Promise<void> => {
    const answer = await fetch(this.probeValue, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) this.now();
  };
}
