/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { type ClientFrame, EXPIRED, FOREIGN_ORIGIN, type LiveEvent, PROTOCOL, type State } from "./protocol.ts";
import { exchangeTicket, SignedOutError, ticket } from "./ticket.ts";

const SILENCE = 60_000;
const LONGEST_WAIT = 30_000;
const FIRST_WAIT = 2_000;

type Listener = { opened(): void; received(event: LiveEvent): void; changed(state: State): void };

/** The one socket of a tab: opened again, after a random wait, for as long as the session lives. */
export class Connection {
  state: State = "offline";
  private socket: WebSocket | undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private failures = 0;
  private heardAt = 0;

  constructor(private readonly listener: Listener) {}

  /** Opens the socket now, in place of the one there is. */
  open(): void {
    this.drop();
    const current = ticket();
    this.become(current ? "connecting" : "signed-out");
    if (current) this.connect(current);
  }

  /** Closes it until `open` is called. */
  close(): void {
    this.drop();
    this.become("offline");
  }

  send(frame: ClientFrame): void {
    if (this.state === "online") this.socket?.send(JSON.stringify(frame));
  }

  /** Nothing for a minute, not even a sign of life: the line is dead, or the machine was asleep. */
  reopenIfSilent(): void {
    if (this.socket && Math.abs(Date.now() - this.heardAt) > SILENCE) this.open();
  }

  /** The network or the reader came back: do not wait any longer. */
  hurry(): void {
    if (this.state === "offline") this.wait(Math.random() * 1_000);
    else if (this.state === "signed-out" && ticket())
      void this.renew(); // perhaps they signed in again in another tab
    else this.reopenIfSilent();
  }

  private connect(current: string): void {
    const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live/`;
    const socket = new WebSocket(address, [PROTOCOL, `ticket.${current}`]);
    this.socket = socket;
    this.heardAt = Date.now();
    this.watch = setInterval(() => this.reopenIfSilent(), SILENCE / 12);
    socket.onopen = () => this.opened();
    socket.onmessage = ({ data }) => this.received(data as string);
    socket.onclose = ({ code }) => this.closed(code);
  }

  private opened(): void {
    this.heardAt = Date.now();
    this.become("online");
    this.listener.opened();
  }

  private received(frame: string): void {
    this.heardAt = Date.now();
    this.failures = 0;
    for (const event of JSON.parse(frame) as LiveEvent[]) this.listener.received(event);
  }

  private closed(code: number): void {
    this.drop();
    if (code === FOREIGN_ORIGIN) this.become("signed-out");
    else if (code === EXPIRED) void this.renew();
    else this.wait();
  }

  private async renew(): Promise<void> {
    this.become("connecting");
    try {
      await exchangeTicket();
      // At once, but a ticket that is refused again and again must not become a loop.
      this.wait(this.failures === 0 ? 0 : undefined);
    } catch (error) {
      if (error instanceof SignedOutError) this.become("signed-out");
      else this.wait();
    }
  }

  /** Random, so that a thousand browsers do not come back in the same second. */
  private wait(delay = Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures)): void {
    clearTimeout(this.waiting);
    this.failures += 1;
    this.become("offline");
    this.waiting = setTimeout(() => this.open(), delay);
  }

  private drop(): void {
    clearTimeout(this.waiting);
    clearInterval(this.watch);
    if (!this.socket) return;
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = undefined;
  }

  private become(state: State): void {
    if (this.state === state) return;
    this.state = state;
    this.listener.changed(state);
  }
}
