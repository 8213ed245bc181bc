/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { type ClientFrame, type LiveEvent, revisionOf } from "./protocol.ts";

/**
 * Gets every event of its topic once, in order of revision, and besides:
 * `subscribed` (caught up from here on), `resync` (what it shows may be wrong: load it anew), `refused` (no longer, or never, theirs).
 */
export type Handler = (event: LiveEvent) => void;

type Follower = { handler: Handler; seen: number | null };
/** `head`: the last revision the server spoke of since the last subscription, null without history. `mayHaveMissed`: it had none when the line was lost. */
type Topic = { followers: Set<Follower>; head: number | null | undefined; mayHaveMissed: boolean; isCaughtUp: boolean };

const RETRY = 15_000;

/** Which topics the tab follows, how far each handler has seen, and what to ask the server for. */
export class Topics {
  private readonly topics = new Map<string, Topic>();

  constructor(private readonly send: (frame: ClientFrame) => void) {}

  get isEmpty(): boolean {
    return this.topics.size === 0;
  }

  follow(name: string, after: number | null, handler: Handler): () => void {
    const follower = { handler, seen: after };
    const topic: Topic = this.topics.get(name) ?? { followers: new Set(), head: undefined, mayHaveMissed: false, isCaughtUp: false };
    this.topics.set(name, topic);
    topic.followers.add(follower);
    this.ask(name);
    return () => this.leave(name, follower);
  }

  follows(name: string): boolean {
    return this.topics.has(name);
  }

  /** Whether the server said since the socket opened that this tab follows the topic. */
  isCaughtUp(name: string): boolean {
    return this.topics.get(name)?.isCaughtUp ?? false;
  }

  /** Whether nothing is missing anywhere: every topic answered since the socket opened. */
  get isAllCaughtUp(): boolean {
    return [...this.topics.values()].every((topic) => topic.isCaughtUp);
  }

  /** After the socket opened (again): whatever was said meanwhile comes first. */
  askAll(): void {
    for (const [name, topic] of this.topics) {
      topic.mayHaveMissed = topic.head === null;
      topic.isCaughtUp = false;
      this.ask(name);
    }
  }

  receive(event: LiveEvent): void {
    const topic = this.topics.get(event.topic);
    if (!topic) return;
    if (event.type === "subscribed") this.subscribed(topic, event);
    else if (event.type === "refused") this.refused(topic, event);
    else if (event.type === "resync" && typeof topic.head === "number") this.resync(topic, event);
    else this.tell(topic, event);
  }

  private ask(name: string): void {
    this.send({ subscribe: name, after: this.seenByAll(name) });
  }

  /** The revision that no handler has to be told again; null for the newest there is. */
  private seenByAll(name: string): number | null {
    const seen = [...(this.topics.get(name)?.followers ?? [])].map((follower) => follower.seen).filter((one) => one !== null);
    return seen.length > 0 ? Math.min(...seen) : null;
  }

  private subscribed(topic: Topic, event: LiveEvent): void {
    topic.head = revisionOf(event) ?? null;
    topic.isCaughtUp = true;
    for (const follower of topic.followers) follower.seen ??= topic.head;
    this.tell(topic, event);
    // Without history nobody can say what was missed.
    if (topic.mayHaveMissed) this.tell(topic, { ...event, type: "resync", data: {} });
    topic.mayHaveMissed = false;
  }

  /** Something was dropped: ask for it. Or history does not reach back: the handlers load anew what is there now. */
  private resync(topic: Topic, event: LiveEvent): void {
    if (event.data.reset) {
      for (const follower of topic.followers) follower.seen = topic.head ?? null;
      this.tell(topic, event);
    } else {
      this.ask(event.topic);
    }
  }

  private refused(topic: Topic, event: LiveEvent): void {
    if (event.data.code === "unavailable") {
      setTimeout(() => this.topics.get(event.topic) === topic && this.ask(event.topic), RETRY * (0.5 + Math.random()));
      return;
    }
    this.topics.delete(event.topic);
    this.tell(topic, event);
  }

  private tell(topic: Topic, event: LiveEvent): void {
    const revision = event.type === "subscribed" ? undefined : revisionOf(event);
    if (revision !== undefined) topic.head = Math.max(topic.head ?? 0, revision);
    for (const follower of [...topic.followers]) {
      if (revision !== undefined) {
        if (follower.seen !== null && revision <= follower.seen) continue;
        follower.seen = revision;
      }
      try {
        follower.handler(event);
      } catch (error) {
        reportError(error); // one island that fails must not silence the others
      }
    }
  }

  private leave(name: string, follower: Follower): void {
    const topic = this.topics.get(name);
    if (!topic?.followers.delete(follower) || topic.followers.size > 0) return;
    this.topics.delete(name);
    this.send({ unsubscribe: name });
  }
}
