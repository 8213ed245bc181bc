/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="message-links" data-message-links-link-value="/o/…/chat/c/0199…/m/0/" data-action="message-links:go->history#go"> */
import { Controller } from "@hotwired/stimulus";

/** Follows a link to a message of this conversation without loading the page again. */
export default class MessageLinks extends Controller<HTMLElement> {
  static override values = { link: String };
  declare readonly linkValue: string;

  override connect(): void {
    document.addEventListener("click", this.follow);
  }

  override disconnect(): void {
    document.removeEventListener("click", this.follow);
  }

  private readonly follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    const position = link && this.positionIn(new URL(link.href, location.href));
    if (!position || this.isCovered(link)) return;
    event.preventDefault();
    this.dispatch("go", { detail: { position } });
  };

  private positionIn({ origin, pathname }: URL): number {
    const begin = this.linkValue.replace(/0\/$/, "");
    const rest = pathname.startsWith(begin) && origin === location.origin ? pathname.slice(begin.length) : "";
    return /^[1-9]\d{0,15}\/$/.test(rest) ? Number.parseInt(rest, 10) : 0;
  }

  /** A panel that lies over the conversation has to go first: the page is loaded without it. */
  private isCovered(link: HTMLElement): boolean {
    return !this.element.contains(link) && !matchMedia("(min-width: 80rem)").matches;
  }
}
