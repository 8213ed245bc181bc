/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="scroll-back"><div data-scroll-back-target="rows"><a data-scroll-back-target="link" data-url="…/messages/?before=12">…</a>… */
import { Controller } from "@hotwired/stimulus";

/** Brings earlier messages before the reader arrives at the top. Without it the link opens them. */
export default class ScrollBack extends Controller<HTMLElement> {
  static override targets = ["link"];

  private observer?: IntersectionObserver;

  override initialize(): void {
    this.observer = new IntersectionObserver((entries) => this.seen(entries), { root: this.element, rootMargin: "800px 0px 0px" });
  }

  linkTargetConnected(link: HTMLAnchorElement): void {
    this.observer?.observe(link);
  }

  linkTargetDisconnected(link: HTMLAnchorElement): void {
    this.observer?.unobserve(link);
  }

  override disconnect(): void {
    this.observer?.disconnect();
  }

  private seen(entries: IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) if (isIntersecting) void this.fetch(target as HTMLAnchorElement);
  }

  private async fetch(link: HTMLAnchorElement): Promise<void> {
    if (link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    try {
      const answer = await fetch(link.dataset.url ?? link.href);
      if (answer.ok) this.put(link, await answer.text());
    } catch {
      // Out of reach: the link is still there to be pressed, or to be seen again.
    }
    link.ariaBusy = "false";
  }

  private put(link: HTMLAnchorElement, html: string): void {
    const parts = document.createRange().createContextualFragment(html);
    const row = rowBelow(link);
    for (const later of parts.querySelectorAll("[data-conversation-target='later']")) later.remove();
    link.replaceWith(parts);
    if (row) this.dispatch("joined", { target: row, detail: { row } });
  }
}

function rowBelow(link: Element): Element | null {
  let row = link.nextElementSibling;
  while (row && !row.matches("article")) row = row.nextElementSibling;
  return row;
}
