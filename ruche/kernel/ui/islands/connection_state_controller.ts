/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="connection-state" data-connection-state-probe-value="/healthz" data-connection-state-offline-value="You are offline. …" …>:
   ui/_connection.html */
import { Controller } from "@hotwired/stimulus";
import { live, type State } from "./live/live.ts";

/** Shorter breaks (ms) nobody has to know of. A page that just opened may take longer. */
const FLICKER = 1_500;
const OPENING = 5_000;
/** From then on (ms) it is no short break. */
const LONG = 10_000;
const PROBE = 5_000;

type Trouble = "reconnecting" | "unreachable" | "offline" | "signedOut";

/** Says quietly when this page does not hear what happens, and what becomes of what is written meanwhile. */
export default class ConnectionState extends Controller<HTMLElement> {
  static override targets = ["banner", "words", "kept", "retry", "signIn", "spoken"];
  static override values = {
    ...{ probe: String, reconnecting: String, unreachable: String, offline: String, signedOut: String, back: String },
    ...{ keptOne: String, keptMany: String },
  };
  declare readonly bannerTarget: HTMLElement;
  declare readonly wordsTarget: HTMLElement;
  declare readonly keptTarget: HTMLElement;
  declare readonly retryTarget: HTMLElement;
  declare readonly signInTarget: HTMLElement;
  declare readonly spokenTarget: HTMLElement;
  declare readonly probeValue: string;
  declare readonly reconnectingValue: string;
  declare readonly unreachableValue: string;
  declare readonly offlineValue: string;
  declare readonly signedOutValue: string;
  declare readonly backValue: string;
  declare readonly keptOneValue: string;
  declare readonly keptManyValue: string;

  private line?: State; // as the socket says; undefined on a page that follows nothing
  private wasOnline = false;
  private awaySince: number | null = null;
  private isLost = false; // a request found no server, and no probe since
  private shown: Trouble | null = null;
  private waiting?: number;
  private probing?: number;
  private listening?: AbortController;

  override connect(): void {
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("live:state", (event) => this.hear((event as CustomEvent<{ state: State }>).detail.state), { signal });
    document.addEventListener("requests:unreachable", () => this.lose(), { signal });
    document.addEventListener("unsent", (event) => this.count((event as CustomEvent<{ count: number }>).detail.count), { signal });
    addEventListener("offline", () => this.lose(), { signal });
    addEventListener("online", () => void this.probe(), { signal });
    if (!navigator.onLine) this.lose();
  }

  override disconnect(): void {
    this.listening?.abort();
    clearTimeout(this.waiting);
    clearTimeout(this.probing);
  }

  /** By hand: a new socket that catches up, and a look whether the server answers. */
  retry(): void {
    if (this.line) live.refresh();
    void this.probe();
  }

  private hear(state: State): void {
    this.line = state;
    this.wasOnline ||= state === "online";
    if (state !== "online") this.awaySince ??= Date.now();
    else {
      this.awaySince = null;
      this.isLost = false;
      document.querySelector<HTMLDialogElement>("#signed-out[open]")?.close();
    }
    this.look();
  }

  private lose(): void {
    this.isLost = true;
    this.awaySince ??= Date.now();
    clearTimeout(this.probing);
    this.probing = window.setTimeout(() => void this.probe(), PROBE);
    this.look();
  }

  private async probe(): Promise<void> {
    if (!this.isLost) return this.look();
    const answer = await fetch(this.probeValue, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return this.lose();
    this.isLost = false;
    if (!this.line || this.line === "online") this.awaySince = null;
    this.look();
  }

  private get trouble(): Trouble | null {
    if (this.line === "signed-out") return "signedOut";
    if (this.awaySince === null) return null;
    if (!navigator.onLine) return "offline";
    return this.isLost || Date.now() - this.awaySince >= LONG ? "unreachable" : "reconnecting";
  }

  /** At once when all is well again, after a while when it is not. */
  private look(): void {
    clearTimeout(this.waiting);
    const { trouble, awaySince } = this;
    if (trouble) this.bear(trouble, Date.now() - (awaySince ?? 0));
    else this.show(null);
  }

  private bear(trouble: Trouble, away: number): void {
    const patience = trouble === "signedOut" ? 0 : this.wasOnline || this.isLost ? FLICKER : OPENING;
    if (this.shown || away >= patience) this.show(trouble);
    const next = away < patience ? patience : LONG;
    if (away < next) this.waiting = window.setTimeout(() => this.look(), next - away);
  }

  private show(trouble: Trouble | null): void {
    if (trouble === this.shown) return;
    const wasShown = this.shown;
    this.shown = trouble;
    this.bannerTarget.hidden = trouble === null;
    this.bannerTarget.classList.toggle("is-warn", trouble !== "reconnecting");
    this.retryTarget.hidden = trouble === "signedOut";
    this.signInTarget.hidden = trouble !== "signedOut";
    if (trouble) this.wordsTarget.textContent = this[`${trouble}Value`];
    this.spokenTarget.textContent = trouble ? this[`${trouble}Value`] : wasShown ? this.backValue : "";
  }

  private count(count: number): void {
    const sentence = count === 1 ? this.keptOneValue : this.keptManyValue;
    this.keptTarget.textContent = count > 0 ? sentence.replace("{count}", String(count)) : "";
  }
}
