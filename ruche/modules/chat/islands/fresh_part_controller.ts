/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="fresh-part" data-fresh-part-url-value="…/unread/?part=home" data-action="unread-badge:changed@document->fresh-part#renew">:
   templates/chat/_unread_widget.html */
import { Controller } from "@hotwired/stimulus";

/** What happens together is shown together (ms). */
const PAUSE = 400;

/** A part of a page that is read anew when something tells it to; not while the reader is about to choose in it. */
export default class FreshPart extends Controller<HTMLElement> {
  static override values = { url: String };
  declare readonly urlValue: string;
  private waiting = 0;

  override connect(): void {
    document.addEventListener("visibilitychange", this.look);
  }

  override disconnect(): void {
    clearTimeout(this.waiting);
    document.removeEventListener("visibilitychange", this.look);
  }

  renew(): void {
    clearTimeout(this.waiting);
    this.element.dataset.stale = "";
    if (document.visibilityState === "visible") this.waiting = window.setTimeout(() => void this.fetch(), PAUSE);
  }

  private readonly look = (): void => {
    if ("stale" in this.element.dataset) this.renew();
  };

  private async fetch(): Promise<void> {
    if (this.element.contains(document.activeElement)) return;
    const answer = await fetch(this.urlValue).catch(() => null);
    if (!answer?.ok) return;
    const fresh = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
    delete this.element.dataset.stale;
    if (fresh) this.element.replaceChildren(...fresh.childNodes);
  }
}
