/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { csrfToken } from "../csrf.ts";

/** The session of the page is over, or is somebody else's now: only signing in helps. */
export class SignedOutError extends Error {}

function element(): HTMLMetaElement | null {
  return document.querySelector<HTMLMetaElement>('meta[name="live-ticket"]');
}

/** What the socket of this page signs in with; undefined on a page of strangers. */
export function ticket(): string | undefined {
  return element()?.content || undefined;
}

/** Exchanges a ticket that was refused. Throws SignedOutError when the session is over, others when the server is out of reach. */
export async function exchangeTicket(): Promise<void> {
  const answer = await fetch("/live/ticket/", { method: "POST", headers: { "X-CSRFToken": csrfToken() } });
  if (answer.status === 401 || answer.status === 403) throw new SignedOutError();
  if (!answer.ok) throw new Error(`live ticket: ${answer.status}`);
  const made = (await answer.json()) as { ticket: string; person: string };
  const { person } = document.documentElement.dataset;
  if (person && person !== made.person) throw new SignedOutError();
  const meta = element();
  if (meta) meta.content = made.ticket;
}
