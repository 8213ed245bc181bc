/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { names, read, remove, write } from "../../../kernel/ui/islands/storage.ts";
import type { Mentioned } from "./mentions.ts";

/** What a row shows of it. */
export type Drawn = { clientId: string; body: string; written?: string; writtenAt: string };

/**
 * A message that the server has not acknowledged. `body` is what is sent, `written` what its author typed; `order` its turn,
 * which no clock can change. `reason`: why it was refused; it then waits for its author. `isFinal`: it would be refused again.
 */
export type Pending = Required<Drawn> & {
  organisation: string;
  channel: string;
  url: string;
  title: string;
  people: readonly Mentioned[];
  order: number;
  reason?: string;
  isFinal?: boolean;
  /** Its author took it back: said to the other tabs at the moment it goes. */
  isTakenBack?: boolean;
};
export type Written = Pick<Pending, "channel" | "url" | "title" | "body" | "written" | "people">;

const PREFIX = "ruche:outbox:";

/** What one person wrote and the server does not have yet. One entry per message, so that two tabs never overwrite each other. */
export class Outbox {
  /** Everything of this person in every organisation, in the order of each channel. */
  get all(): Pending[] {
    const kept = names(mine()).map((name) => parse(read(name)));
    return kept.filter((one) => one !== null).sort((one, other) => one.order - other.order || (one.clientId < other.clientId ? -1 : 1));
  }

  in(channel: string): Pending[] {
    return this.all.filter((one) => one.channel === channel);
  }

  find(clientId: string): Pending | undefined {
    return this.all.find((one) => one.clientId === clientId);
  }

  /** The next to send: the oldest that was not refused. */
  next(channel: string): Pending | undefined {
    return this.in(channel).find((one) => one.reason === undefined);
  }

  /** The channels in which something is to be sent. */
  get channels(): string[] {
    return [...new Set(this.all.filter((one) => one.reason === undefined).map((one) => one.channel))];
  }

  /** `isKept` is false when this browser keeps nothing: it then lasts as long as the page. */
  add(written: Written): { pending: Pending; isKept: boolean } {
    const order = 1 + Math.max(0, ...this.all.map((one) => one.order));
    const { organisation = "" } = document.documentElement.dataset;
    const pending = { ...written, organisation, clientId: newId(), writtenAt: new Date().toISOString(), order };
    return { pending, isKept: keep(pending) };
  }

  /** The server has it. */
  remove(pending: Pending): void {
    remove(placeOf(pending));
  }

  takeBack(pending: Pending): void {
    keep({ ...pending, isTakenBack: true });
    this.remove(pending);
  }

  refuse(pending: Pending, reason: string, isFinal = false): Pending {
    const refused = { ...pending, reason, isFinal };
    keep(refused);
    return refused;
  }

  retry({ reason: _reason, isFinal: _isFinal, ...pending }: Pending): Pending {
    keep(pending);
    return pending;
  }
}

/** What another tab did to this person's outbox; null for anything else. */
export function changeOf({ key, newValue }: StorageEvent): Pending | null {
  return key?.startsWith(mine()) ? parse(newValue) : null;
}

function mine(): string {
  return `${PREFIX}${document.documentElement.dataset.person ?? ""}:`;
}

function placeOf({ organisation, channel, clientId }: Pending): string {
  return `${mine()}${organisation}:${channel}:${clientId}`;
}

function keep(pending: Pending): boolean {
  return write(placeOf(pending), JSON.stringify(pending));
}

function parse(kept: string | null): Pending | null {
  try {
    const pending = JSON.parse(kept ?? "null") as Pending | null;
    return pending?.clientId && pending.url ? pending : null;
  } catch {
    return null;
  }
}

/** A random UUID, also on a page without TLS, where `crypto.randomUUID` is missing. */
function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
