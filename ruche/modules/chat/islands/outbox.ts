/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** A message that the server has not acknowledged. `reason`: why it was refused; it then waits for its author. */
export type Pending = { clientId: string; body: string; writtenAt: string; reason?: string };

/** What one person wrote in one channel and the server does not have yet. Kept on this device through reloads and crashes. */
export class Outbox {
  private readonly place: string;

  constructor(channel: string) {
    const { person = "", organisation = "" } = document.documentElement.dataset;
    this.place = `ruche:outbox:${person}:${organisation}:${channel}`;
  }

  get all(): Pending[] {
    try {
      return JSON.parse(localStorage.getItem(this.place) ?? "[]") as Pending[];
    } catch {
      return [];
    }
  }

  /** The next to send: the oldest that was not refused. */
  get next(): Pending | undefined {
    return this.all.find((one) => one.reason === undefined);
  }

  add(body: string): Pending {
    const pending = { clientId: crypto.randomUUID(), body, writtenAt: new Date().toISOString() };
    this.keep([...this.all, pending]);
    return pending;
  }

  remove(clientId: string): void {
    this.keep(this.all.filter((one) => one.clientId !== clientId));
  }

  refuse(clientId: string, reason: string): void {
    this.keep(this.all.map((one) => (one.clientId === clientId ? { ...one, reason } : one)));
  }

  retry(clientId: string): void {
    this.keep(this.all.map(({ reason, ...one }) => (one.clientId === clientId || reason === undefined ? one : { ...one, reason })));
  }

  private keep(waiting: Pending[]): void {
    if (waiting.length > 0) localStorage.setItem(this.place, JSON.stringify(waiting));
    else localStorage.removeItem(this.place);
  }
}
