/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { askToSignIn, isOursAgain, isOver } from "../../../kernel/ui/islands/session.ts";
import { BusyError, type DeletedMessage, type Message, RefusedError, sendJson } from "./messages.ts";
import { changeOf, Outbox, type Pending, type Written } from "./outbox.ts";

const AGAIN = 10;
/** Archived, removed, or theirs no longer. */
const FINAL = new Set([404, 409]);

/** `sent` comes with the server's message; `failed` waits for its author, `waiting` goes by itself; `gone` was taken back. */
export type Change = { pending: Pending; state: "sending" | "waiting" | "failed" | "sent" | "gone"; message?: Message | DeletedMessage };
export type ChangeEvent = CustomEvent<Change>;

/**
 * Empties the outbox of this browser, whatever channel the page shows: in each channel one message after the other, in one tab at a time.
 * Every change is announced on the document: `outbox:change`; and how much is left: `unsent`, with `count`.
 */
export class Delivery {
  readonly outbox = new Outbox();
  private readonly busy = new Set<string>();
  private readonly wanted = new Set<string>();
  private readonly underWay = new Set<string>();
  private again?: ReturnType<typeof setTimeout>;
  private restUntil = 0;
  private isStarted = false;

  /** Sends what is there, and tries again whenever it may succeed. */
  start(): void {
    if (!this.isStarted) {
      addEventListener("online", this.flush);
      addEventListener("storage", this.hear);
      document.addEventListener("live:state", this.resume);
      document.addEventListener("visibilitychange", this.flush);
    }
    this.isStarted = true;
    this.flush();
  }

  stop(): void {
    clearTimeout(this.again);
    removeEventListener("online", this.flush);
    removeEventListener("storage", this.hear);
    document.removeEventListener("live:state", this.resume);
    document.removeEventListener("visibilitychange", this.flush);
    this.isStarted = false;
  }

  /** False when this browser keeps nothing: the page must then stay open until it is sent. */
  add(written: Written): boolean {
    const { pending, isKept } = this.outbox.add(written);
    announce({ pending, state: "sending" });
    this.flush();
    return isKept;
  }

  retry(clientId: string): void {
    const pending = this.outbox.find(clientId);
    if (pending) announce({ pending: this.outbox.retry(pending), state: "sending" });
    this.flush();
  }

  /** What was never sent leaves the outbox; its words go back to its author. Undefined while it may be arriving. */
  takeBack(clientId: string): Pending | undefined {
    const pending = this.outbox.find(clientId);
    if (!pending || this.underWay.has(clientId)) return undefined;
    this.outbox.takeBack(pending);
    announce({ pending, state: "gone" });
    this.count();
    return pending;
  }

  readonly flush = (): void => {
    this.count();
    for (const channel of this.outbox.channels) void this.empty(channel);
  };

  private readonly resume = ({ detail }: Event & { detail?: { state: string } }): void => {
    if (detail?.state === "online") this.flush();
  };

  /** What another tab wrote, sent or took back; or its person signed in again. */
  private readonly hear = (event: StorageEvent): void => {
    const pending = changeOf(event);
    if (pending) announce({ pending, state: pending.isTakenBack ? "gone" : pending.reason === undefined ? "sending" : "failed" });
    this.flush();
  };

  private async empty(channel: string): Promise<void> {
    this.wanted.add(channel);
    if (this.busy.has(channel)) return;
    this.busy.add(channel);
    while (this.wanted.delete(channel)) await alone(`ruche:outbox:${channel}`, () => this.sendAll(channel));
    this.busy.delete(channel);
  }

  private async sendAll(channel: string): Promise<void> {
    for (let next = this.outbox.next(channel); next; next = this.outbox.next(channel)) {
      const wait = await this.deliver(next);
      this.count();
      if (wait === 0) continue;
      this.wanted.delete(channel);
      for (const pending of this.outbox.in(channel)) if (pending.reason === undefined) announce({ pending, state: "waiting" });
      return wait === null ? askToSignIn() : this.later(wait);
    }
  }

  /** 0 when it is done with; else the seconds after which to try again, or null: not before they signed in. */
  private async deliver(pending: Pending): Promise<number | null> {
    const rest = Math.ceil((this.restUntil - performance.now()) / 1_000);
    if (rest > 0) return rest;
    try {
      if (isOver() && !(await isOursAgain())) return null;
      const { clientId, url, body } = pending;
      this.underWay.add(clientId);
      const message = await sendJson<Message | DeletedMessage>(url, "POST", { client_id: clientId, body });
      this.outbox.remove(pending);
      announce({ pending, state: "sent", message });
      return 0;
    } catch (error) {
      if (error instanceof BusyError) return this.rest(error.seconds);
      if (!(error instanceof RefusedError)) return AGAIN;
      if (error.status === 401) return null;
      announce({ pending: this.outbox.refuse(pending, error.reason, FINAL.has(error.status)), state: "failed" });
      return 0;
    } finally {
      this.underWay.delete(pending.clientId);
    }
  }

  /** The server asks for a pause: nothing is sent before its end, whoever asks. */
  private rest(seconds: number): number {
    this.restUntil = performance.now() + seconds * 1_000;
    return seconds;
  }

  private later(seconds: number): void {
    clearTimeout(this.again);
    this.again = setTimeout(this.flush, seconds * 1_000);
  }

  private count(): void {
    document.dispatchEvent(new CustomEvent("unsent", { detail: { count: this.outbox.all.length } }));
  }
}

function announce(detail: Change): void {
  document.dispatchEvent(new CustomEvent<Change>("outbox:change", { detail }));
}

/** One tab of this browser at a time, where the browser can see to it; the server takes a message once in any case. */
async function alone(name: string, act: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request(name, act);
  else await act();
}

/** The one of this page. */
export const delivery = new Delivery();
