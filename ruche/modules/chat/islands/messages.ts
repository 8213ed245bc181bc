/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { csrfToken } from "../../../kernel/ui/islands/csrf.ts";
import type { Mentioned } from "./mentions.ts";

export type Author = { id: string; name: string; initials: string; hue: string };

/** A message as the API and the live frames say it (docs/api/chat.md). */
export type Message = {
  id: string;
  client_id: string;
  position: number;
  revision: number;
  author: Author;
  body: string;
  html: string;
  created_at: string;
  edited_at?: string | null;
  pinned?: { at: string; by: { id: string; name: string } } | null;
  mentions?: Mentioned[];
};
export type DeletedMessage = { id: string; position: number; revision: number; deleted: true };

export function isDeleted(message: Message | DeletedMessage): message is DeletedMessage {
  return "deleted" in message && message.deleted;
}

/** The server answered and said no: trying again does not help. `reason` is a sentence in the reader's language. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/** Too much at once: it may be tried again after so many seconds. */
export class BusyError extends Error {
  constructor(readonly seconds: number) {
    super(`busy for ${seconds} s`);
  }
}

/** Longer than this (ms) no answer comes. */
const PATIENCE = 30_000;

/** Sends JSON as the signed-in person. Throws RefusedError for a refusal, BusyError or any other error when it may work later. */
export async function sendJson<Answer>(url: string, method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", body?: object): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
    ...(body && { body: JSON.stringify(body) }),
    keepalive: method === "PUT",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.ok) return (await answer.json()) as Answer;
  const wait = Number(answer.headers.get("Retry-After"));
  if (wait > 0 && (answer.status === 429 || answer.status === 503)) throw new BusyError(wait);
  if (answer.status >= 500 || answer.status === 429) throw new Error(`${method} ${url}: ${answer.status}`);
  throw new RefusedError(answer.status, await reasonIn(answer));
}

/** The sentence of a refusal: the field's, which says more, else the answer's. */
async function reasonIn(answer: Response): Promise<string> {
  try {
    const { message, fields } = (await answer.json()) as { message: string; fields?: Record<string, string[]> };
    return Object.values(fields ?? {})[0]?.[0] ?? message;
  } catch {
    return "";
  }
}
