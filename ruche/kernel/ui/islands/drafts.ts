/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { isOver } from "./session.ts";
import { names, read, remove, write } from "./storage.ts";

const PREFIX = "ruche:draft:";
const SENDING = "ruche:sending:";

/** Where the text of a field is kept: it belongs to one person in one organisation, and to nobody who signs in after them. */
function place(key: string): string {
  const { person = "", organisation = "" } = document.documentElement.dataset;
  return `${person}:${organisation}:${key}`;
}

export function readDraft(key: string): string | null {
  return read(PREFIX + place(key));
}

export function keepDraft(key: string, text: string): void {
  if (isOver()) return; // they signed out in another tab: nothing of theirs stays on this browser
  if (text.trim()) write(PREFIX + place(key), text);
  else dropDraft(key);
}

export function dropDraft(key: string): void {
  remove(PREFIX + place(key));
}

/** The form leaves by a whole page: whether it arrived is known only by the page that comes next. */
export function markSending(key: string): void {
  const text = readDraft(key);
  if (text === null) return;
  write(SENDING + place(key), text);
  dropDraft(key);
}

/** Called once on each page: a page of a signed-in person means the form arrived, any other gives the text back. */
export function settleDrafts(): void {
  const isSignedIn = Boolean(document.documentElement.dataset.person);
  for (const name of names(SENDING)) {
    if (!isSignedIn) write(PREFIX + name.slice(SENDING.length), read(name) ?? "");
    remove(name);
  }
}
