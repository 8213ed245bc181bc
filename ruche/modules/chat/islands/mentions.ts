/* SPDX-License-Identifier: AGPL-3.0-or-later */

import { outsideCode } from "./code.ts";

/** Somebody whom a message calls by name; `id` "all" is everybody in the channel. */
export type Mentioned = { id: string; name: string };

const MENTION = /<@([0-9a-f-]{36}|all)>/g;

/** A body as it is written in a field: `<@0199…>` becomes "@Théo Marchetti". Who is not known stays as it is. */
export function toWritten(body: string, mentions: readonly Mentioned[]): string {
  const names = new Map(mentions.map(({ id, name }) => [id, name]));
  return outsideCode(body, (words) => words.replace(MENTION, (whole, id: string) => (names.has(id) ? `@${names.get(id)}` : whole)));
}

/**
 * What was written in a field as a body: "@Théo Marchetti" becomes `<@0199…>` for those who were chosen, longer names first. Of several
 * people with one name each is called in turn, in the order in which they were chosen. Code stays as it is.
 */
export function toBody(text: string, mentions: readonly Mentioned[]): string {
  const known = new Map<string, string[]>();
  for (const { id, name } of mentions) known.set(name, [...new Set([...(known.get(name) ?? []), id])]);
  const names = [...known.keys()].filter(Boolean).sort((one, other) => other.length - one.length);
  if (names.length === 0) return text;
  const written = new RegExp(`(?<![\\p{L}\\p{N}_@])@(${names.map(escaped).join("|")})(?![\\p{L}\\p{N}_])`, "gu");
  const call = (_whole: string, name: string) => {
    const [id = "", ...others] = known.get(name) ?? [];
    if (others.length > 0) known.set(name, others);
    return `<@${id}>`;
  };
  return outsideCode(text, (words) => words.replace(written, call));
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
