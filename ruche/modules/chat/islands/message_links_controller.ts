/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="message-links" data-message-links-link-value="/o/…/chat/c/0199…/m/0/"
            data-action="message-links:go->history#go message-links:newest->history#toNewest"> */
import { Controller } from "@hotwired/stimulus";
import { rowAtTop } from "./place.ts";

/** A place of the tab's history: the message that the reader looked at. */
type Place = { message?: number } | null;

/** Follows a link to a message of this conversation without loading the page again; "back" leads to where it was followed. */
export default class MessageLinks extends Controller<HTMLElement> {
  static override values = { link: String };
  declare readonly linkValue: string;

  override connect(): void {
    document.addEventListener("click", this.follow);
    addEventListener("popstate", this.return);
  }

  override disconnect(): void {
    document.removeEventListener("click", this.follow);
    removeEventListener("popstate", this.return);
  }

  private readonly follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    const position = link && this.positionIn(new URL(link.href, location.href));
    if (!position || this.isCovered(link)) return;
    event.preventDefault();
    this.leaveTrace(link, position);
    this.dispatch("go", { detail: { position } });
  };

  private leaveTrace(link: HTMLAnchorElement, message: number): void {
    const address = addressOf(link);
    if (address === location.href) return;
    history.replaceState({ ...history.state, message: this.seenBeside(link) }, "");
    history.pushState({ ...history.state, message }, "", address);
  }

  private readonly return = (): void => {
    const position = (history.state as Place)?.message || this.positionIn(new URL(location.href));
    if (position) this.dispatch("go", { detail: { position } });
    else this.dispatch("newest");
  };

  /** The message that holds the link, else the first one on the screen; 0 at the end of the conversation. */
  private seenBeside(link: HTMLElement): number {
    const log = this.element.querySelector<HTMLElement>("[role=log]");
    const rows = this.element.querySelector<HTMLElement>("[data-part=rows]");
    const isAtEnd = log?.scrollTop === 0;
    const onScreen = log && rows && !isAtEnd ? rowAtTop(rows, log.getBoundingClientRect().top) : undefined;
    const row = link.closest<HTMLElement>("article") ?? onScreen;
    return Number(row?.dataset.position ?? 0);
  }

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

/** Where a link leads, with the panel that is open beside the conversation: it stays, also when the page is loaded again. */
function addressOf(link: HTMLAnchorElement): string {
  const url = new URL(link.href);
  const panel = new URL(location.href).searchParams.get("panel");
  if (panel && !url.searchParams.has("panel")) url.searchParams.set("panel", panel);
  return url.href;
}
