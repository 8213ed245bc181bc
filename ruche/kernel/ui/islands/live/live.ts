/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { SIGNED_IN } from "../session.ts";
import { Connection } from "./connection.ts";
import type { Attendance, LiveEvent, State } from "./protocol.ts";
import { type Handler, Topics } from "./topics.ts";

export type { Attendance, LiveEvent, State } from "./protocol.ts";
export type { Handler } from "./topics.ts";

const TYPING_PAUSE = 3_000;
const BEAT = 5_000;
/** A beat later than this was one after a sleep. */
const ASLEEP = 20_000;

/**
 * Live updates of this tab: one socket for all topics, opened by the first subscription.
 *
 *     const leave = live.subscribe(`chat.channel:${id}`, revision, (event) => …);
 *
 * Every change of state is announced on the document: `live:state`, with the state in `event.detail.state`; and, each time the line is up
 * and nothing that was said meanwhile is missing any more: `live:caught-up`.
 */
export class Live {
  private readonly topics = new Topics((frame) => this.connection.send(frame));
  private readonly connection: Connection = new Connection({
    opened: () => this.opened(),
    received: (event) => this.receive(event),
    changed: (state) => document.dispatchEvent(new CustomEvent("live:state", { detail: { state } })),
  });
  private attendance: Attendance = "online";
  private isCatchingUp = false;
  private beatAt = 0;
  private readonly typedAt = new Map<string, number>();
  private readonly unsaid = new Set<string>();
  private awake: AbortController | undefined;

  get state(): State {
    return this.connection.state;
  }

  /** Follow a topic. `after`: the revision of what the page shows, null for "from now on". Call the result to leave. */
  subscribe(topic: string, after: number | null, handler: Handler): () => void {
    const leave = this.topics.follow(topic, after, handler);
    this.wake();
    return leave;
  }

  /** The reader is typing there. Call it at every key: it is told every three seconds at most. */
  typing(topic: string): void {
    const now = Date.now();
    if (now - (this.typedAt.get(topic) ?? 0) < TYPING_PAUSE) return;
    this.typedAt.set(topic, now);
    if (this.topics.isCaughtUp(topic)) this.connection.send({ typing: topic });
    else this.unsaid.add(topic);
  }

  /** What the reader posted is there: the next key is a new beginning. */
  stoppedTyping(topic: string): void {
    this.typedAt.delete(topic);
    this.unsaid.delete(topic);
  }

  /** The reader is away from this tab, or back. */
  attend(attendance: Attendance): void {
    if (attendance === this.attendance) return;
    this.attendance = attendance;
    this.connection.send({ presence: attendance });
  }

  /** A refresh by hand: a new socket, and a true catch-up of every topic. */
  refresh(): void {
    this.connection.open();
  }

  /** At signing out. */
  stop(): void {
    this.awake?.abort();
    this.awake = undefined;
    this.connection.close();
  }

  private opened(): void {
    this.isCatchingUp = true;
    this.topics.askAll();
    if (this.attendance === "away") this.connection.send({ presence: "away" });
  }

  private receive(event: LiveEvent): void {
    this.topics.receive(event);
    if (this.isCatchingUp && this.topics.isAllCaughtUp) {
      this.isCatchingUp = false;
      document.dispatchEvent(new CustomEvent("live:caught-up"));
    }
    if (event.type === "subscribed" && this.unsaid.delete(event.topic)) this.sayTyping(event.topic);
  }

  /** Somebody began to type before the server knew them here. */
  private sayTyping(topic: string): void {
    if (Date.now() - (this.typedAt.get(topic) ?? 0) < TYPING_PAUSE) this.connection.send({ typing: topic });
  }

  /** The machine slept, or its clock was set: whatever waited must not wait any longer. */
  private beat(): void {
    const now = Date.now();
    if (Math.abs(now - this.beatAt - BEAT) > ASLEEP - BEAT) this.connection.hurry();
    this.beatAt = now;
  }

  private wake(): void {
    if (this.awake) return;
    this.awake = new AbortController();
    const { signal } = this.awake;
    addEventListener("online", () => this.connection.hurry(), { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.connection.hurry(), { signal });
    addEventListener("storage", ({ key }) => key === SIGNED_IN && this.connection.hurry(), { signal });
    this.beatAt = Date.now();
    const beat = setInterval(() => this.beat(), BEAT);
    signal.addEventListener("abort", () => clearInterval(beat));
    // A page with an open socket is not kept for "back"; it opens again when it is shown from there.
    addEventListener("pagehide", () => this.connection.close(), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.connection.open(), { signal });
    this.connection.open();
  }
}

/** The one of this tab. */
export const live = new Live();
