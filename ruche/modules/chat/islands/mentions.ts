/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** Somebody whom a message calls by name; `id` "all" is everybody in the channel. */
export type Mentioned = { id: string; name: string };

const MENTION = /<@([0-9a-f-]{36}|all)>/g;

/** A body as it is written in a field: `<@0199…>` becomes "@Théo Marchetti". Who is not known stays as it is. */
export function toWritten(body: string, mentions: readonly Mentioned[]): string {
  const names = new Map(mentions.map(({ id, name }) => [id, name]));
  return body.replace(MENTION, (whole, id: string) => (names.has(id) ? `@${names.get(id)}` : whole));
}

/** What was written in a field as a body: "@Théo Marchetti" becomes `<@0199…>` for those who were chosen, longer names first. */
export function toBody(text: string, mentions: readonly Mentioned[]): string {
  const known = new Map(mentions.map(({ id, name }) => [name, id]));
  const names = [...known.keys()].filter(Boolean).sort((one, other) => other.length - one.length);
  if (names.length === 0) return text;
  const written = new RegExp(`(?<![\\p{L}\\p{N}_@])@(${names.map(escaped).join("|")})(?![\\p{L}\\p{N}_])`, "gu");
  return text.replace(written, (_whole, name: string) => `<@${known.get(name)}>`);
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
