/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <nav data-controller="presence" data-presence-topic-value="presence:0199…" data-presence-on-value="Online" data-presence-away-value="Away"
        data-presence-off-value="Offline">: ui/_rail.html. It paints every <span class="r-av" data-member="0199…"> of the page. */
import { Controller } from "@hotwired/stimulus";
import { type LiveEvent, live } from "./live/live.ts";

type Presence = "on" | "away" | "off";
type Told = { online?: string[]; away?: string[]; offline?: string[]; all?: boolean };

const FACES = ".r-av[data-member]";
/** Without a connection nothing is known of anybody, after a moment; and after a break of all, all need one to come back (ms). */
const GRACE = 8_000;

/** Who is there: a dot on every face of the page, also on those that come later. */
export default class PresenceIsland extends Controller<HTMLElement> {
  static override values = { topic: String, on: String, away: String, off: String };
  declare readonly topicValue: string;
  declare readonly onValue: string;
  declare readonly awayValue: string;
  declare readonly offValue: string;

  private readonly known = new Map<string, Presence>();
  private readonly waiting = new Set<HTMLElement>();
  private readonly unseen = new Set<string>(); // there before a break, and not told of since
  private isTold = false;
  private doubt = 0;
  private isBack = false; // after a break, until the whole list is told again
  private turn = 0;
  private leave?: () => void;
  private arrivals?: MutationObserver;

  override connect(): void {
    this.leave = live.subscribe(this.topicValue, null, (event) => this.hear(event));
    document.addEventListener("live:state", this.weigh);
    this.arrivals = new MutationObserver((changes) => this.meet(changes));
    this.arrivals.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-member", "data-p"] });
  }

  override disconnect(): void {
    this.leave?.();
    this.arrivals?.disconnect();
    document.removeEventListener("live:state", this.weigh);
    clearTimeout(this.doubt);
    cancelAnimationFrame(this.turn);
  }

  private hear({ type, data }: LiveEvent): void {
    if (type !== "presence") return;
    const { online = [], away = [], offline = [], all } = data as Told;
    if (all) this.beginAnew();
    for (const one of online) this.tell(one, "on");
    for (const one of away) this.tell(one, "away");
    for (const one of offline) this.tell(one, "off");
    // Whoever asks is there: an empty list says that this reader is told of nobody, or that nothing is known yet.
    const isFirst = !this.isTold && this.known.size > 0;
    this.isTold ||= isFirst;
    const changed = new Set([...online, ...away, ...offline]);
    const faces = [...document.querySelectorAll<HTMLElement>(FACES)];
    this.paint(faces.filter((face) => all || isFirst || changed.has(face.dataset.member ?? "")));
  }

  private tell(member: string, presence: Presence): void {
    this.unseen.delete(member);
    if (presence === "off") this.known.delete(member);
    else this.known.set(member, presence);
  }

  /** A whole list after a break: the others come back within moments, as this page did. */
  private beginAnew(): void {
    if (this.isBack) for (const member of this.known.keys()) this.unseen.add(member);
    else this.known.clear();
    this.isBack = false;
    clearTimeout(this.doubt);
    this.doubt = window.setTimeout(() => this.giveUp(), GRACE);
  }

  private giveUp(): void {
    for (const member of this.unseen) this.known.delete(member);
    this.paint([...document.querySelectorAll<HTMLElement>(FACES)].filter((face) => this.unseen.has(face.dataset.member ?? "")));
    this.unseen.clear();
  }

  private readonly weigh = (event: Event): void => {
    if ((event as CustomEvent<{ state: string }>).detail.state === "online") {
      clearTimeout(this.doubt);
      this.doubt = 0;
    } else if (!this.isBack) {
      this.isBack = true;
      clearTimeout(this.doubt);
      this.doubt = window.setTimeout(() => this.forget(), GRACE);
    }
  };

  private forget(): void {
    this.isTold = false;
    this.isBack = false;
    this.known.clear();
    this.unseen.clear();
    for (const face of document.querySelectorAll<HTMLElement>(`${FACES}[data-p]`)) {
      delete face.dataset.p;
      face.title = face.getAttribute("aria-label") ?? "";
      face.closest("a.r-nav-item")?.removeAttribute("aria-description");
    }
  }

  private meet(changes: MutationRecord[]): void {
    for (const { attributeName, target, addedNodes } of changes) {
      // A part of the page that is drawn anew over the old one takes the dots away: the server knows of none.
      const isBare = attributeName === "data-p" && !(target as HTMLElement).dataset.p;
      if (attributeName === "data-member" || isBare) this.paint([target as HTMLElement]);
      for (const node of addedNodes) {
        if (!(node instanceof HTMLElement)) continue;
        this.paint(node.matches(FACES) ? [node] : node.querySelectorAll<HTMLElement>(FACES));
      }
    }
  }

  /** Together with the next picture of the page, however many come and go. */
  private paint(faces: Iterable<HTMLElement>): void {
    if (!this.isTold) return;
    for (const face of faces) this.waiting.add(face);
    if (this.waiting.size > 0 && !this.turn) this.turn = requestAnimationFrame(() => this.paintAll());
  }

  private paintAll(): void {
    this.turn = 0;
    for (const face of this.waiting) this.show(face, this.known.get(face.dataset.member ?? "") ?? "off");
    this.waiting.clear();
  }

  private show(face: HTMLElement, presence: Presence): void {
    const word = this[`${presence}Value`];
    face.dataset.p = presence;
    const name = face.getAttribute("aria-label");
    face.title = name ? `${name}, ${word}` : word;
    // In a list of people the state is part of what a line says; a face beside a message would say it again and again.
    const line = face.closest<HTMLElement>("a.r-nav-item");
    line?.setAttribute("aria-description", word);
  }
}
