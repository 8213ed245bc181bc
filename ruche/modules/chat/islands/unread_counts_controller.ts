/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="unread-counts" data-unread-counts-topics-value="chat.inbox:… chat.activity:…" …>: templates/chat/_sidebar.html */
import { Controller } from "@hotwired/stimulus";
import { showBadge } from "../../../kernel/ui/islands/badge.ts";
import { type LiveEvent, live } from "../../../kernel/ui/islands/live/live.ts";
import { callsOf, countOf, showCalls, showCount } from "./sidebar_line.ts";

const MOST = 100;
const PAUSE = 300;
/** After a break everybody comes back at once: they ask one after the other (ms). */
const SPREAD = 4_000;
/** A page that took longer than this to be reached may have missed something since it was made (ms). */
const SLOW = 2_000;

type Said = { channel: string; position: number; author: string; isCall: boolean };

/** Counts what was not read, and what calls the reader, in the sidebar and in the rail; reads the list anew when it is another one. */
export default class UnreadCounts extends Controller<HTMLElement> {
  static override targets = ["channel", "total", "calls"];
  static override values = { topics: String, reader: String, current: String, url: String };
  declare readonly channelTargets: HTMLElement[];
  declare readonly totalTarget: HTMLElement;
  declare readonly callsTarget: HTMLElement;
  declare readonly hasCallsTarget: boolean;
  declare readonly topicsValue: string;
  declare readonly readerValue: string;
  declare readonly currentValue: string;
  declare readonly urlValue: string;

  private leaves: (() => void)[] = [];
  private waiting?: number;
  private isStale = false;
  private wasCaughtUp = false;

  override connect(): void {
    this.leaves = this.topicsValue.split(" ").map((topic) => live.subscribe(topic, null, (event) => this.hear(event)));
    document.addEventListener("live:caught-up", this.comeBack);
    document.addEventListener("visibilitychange", this.look);
  }

  override disconnect(): void {
    for (const leave of this.leaves) leave();
    clearTimeout(this.waiting);
    document.removeEventListener("live:caught-up", this.comeBack);
    document.removeEventListener("visibilitychange", this.look);
  }

  private hear({ topic, type, data }: LiveEvent): void {
    const channel = String(data.channel ?? topic.split(":")[1]);
    if (type === "message" && data.author) this.add(topic, this.said(channel, data));
    else if (type === "read") this.write(channel, Number(data.unread), Number(data.mentions ?? 0));
    else if (type === "resync" || type === "refused") this.readAnew();
  }

  /** The reader marked something as unread in this page: the line says so at once. */
  marked({ detail: { unread, mentions } }: CustomEvent<{ unread: number; mentions: number }>): void {
    this.write(this.currentValue, unread, mentions);
  }

  private said(channel: string, data: Record<string, unknown>): Said {
    const called = ((data.mentions as (string | { id: string })[] | undefined) ?? []).map((one) =>
      typeof one === "string" ? one : one.id,
    );
    const author = (data.author as { id: string }).id;
    return { channel, position: Number(data.position), author, isCall: called.includes(this.readerValue) || called.includes("all") };
  }

  private add(topic: string, { channel, position, author, isCall }: Said): void {
    const line = this.find(channel);
    if (!line) {
      if (topic.startsWith("chat.inbox:")) this.readAnew(); // a conversation that begins
      return;
    }
    if (position <= Number(line.dataset.position)) return;
    line.dataset.position = String(position);
    this.rise(line);
    const isBeingRead = channel === this.currentValue && document.visibilityState === "visible" && document.hasFocus();
    if (author === this.readerValue || (isBeingRead && countOf(line) === 0)) return;
    this.write(channel, Math.min(MOST, countOf(line) + 1), Math.min(MOST, callsOf(line) + Number(isCall)));
  }

  private write(channel: string, count: number, calls: number): void {
    const line = this.find(channel);
    if (!line) return;
    showCount(line, count);
    showCalls(line, calls);
    this.total();
  }

  private total(): void {
    const sum = (countIn: (line: HTMLElement) => number) => this.channelTargets.reduce((before, line) => before + countIn(line), 0);
    showCount(this.totalTarget, sum(countOf));
    if (this.hasCallsTarget) showCount(this.callsTarget, sum(callsOf));
    showBadge("talk", countOf(this.totalTarget));
  }

  /** To the top of a list by last message, unless somebody is about to choose a line. */
  private rise(line: HTMLElement): void {
    const group = line.closest<HTMLElement>("[data-rises]");
    const first = group?.querySelector<HTMLElement>("[data-channel]");
    if (first && first !== line && !this.element.matches(":hover, :focus-within")) first.before(line);
  }

  private readonly comeBack = (): void => {
    if (this.wasCaughtUp || performance.now() > SLOW) this.readAnew(SPREAD);
    this.wasCaughtUp = true;
  };

  private readonly look = (): void => {
    if (this.isStale && document.visibilityState === "visible") this.readAnew();
  };

  /** A page that nobody looks at reads when somebody does. */
  private readAnew(spread = PAUSE): void {
    this.isStale = true;
    if (document.visibilityState !== "visible") return;
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.fetch(), PAUSE + spread * Math.random());
  }

  private async fetch(): Promise<void> {
    const answer = await fetch(`${this.urlValue}?current=${this.currentValue}`).catch(() => null);
    if (!answer?.ok) return;
    this.isStale = false;
    const parts = document.createRange().createContextualFragment(await answer.text());
    const fresh = parts.querySelector(".r-nav");
    if (!fresh) return;
    const now = fresh.querySelector<HTMLElement>("[data-part='now']");
    this.element.replaceChildren(...fresh.childNodes);
    showBadge("talk", countOf(this.totalTarget));
    this.dispatch("renewed");
    if (now) this.dispatch("now", { detail: { ...now.dataset } });
  }

  private find(channel: string): HTMLElement | undefined {
    return this.channelTargets.find((line) => line.dataset.channel === channel);
  }
}
