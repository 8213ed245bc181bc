/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <aside data-controller="pins" data-pins-url-value="…/pins/" data-action="conversation:pinned@document->pins#refresh"><div data-pins-target="list">… */
import { Controller } from "@hotwired/stimulus";

const PAUSE = 400;

/** Reads what is pinned anew when something was pinned or unpinned. */
export default class Pins extends Controller<HTMLElement> {
  static override targets = ["list"];
  static override values = { url: String };
  declare readonly listTarget: HTMLElement;
  declare readonly urlValue: string;

  private waiting?: number;

  override disconnect(): void {
    clearTimeout(this.waiting);
  }

  refresh(): void {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.read(), PAUSE * (1 + Math.random()));
  }

  private async read(): Promise<void> {
    const answer = await fetch(this.urlValue).catch(() => null);
    if (!answer?.ok) return;
    const fresh = document.createRange().createContextualFragment(await answer.text());
    this.listTarget.replaceChildren(...(fresh.querySelector("[data-pins-target='list']")?.childNodes ?? []));
  }
}
