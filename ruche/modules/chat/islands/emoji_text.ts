/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { outsideCode } from "./code.ts";
import { type Emoji, emoji, inTone } from "./emoji_names.ts";
import { fold } from "./folding.ts";

/** ":smile:", or several at once, apart from other words; an address is passed over whole. A backslash before it keeps it as it is. */
const NAMED = /(?<!\S)\S*:\/\/\S*|(?<![\p{L}\p{N}_:/\\])(?::[\p{L}\p{N}_+-]{1,40}:)+(?![\p{L}\p{N}_:/])/gu;
const ONE = /:([\p{L}\p{N}_+-]{1,40}):/gu;
/** A message waits no longer (ms) for the names of emoji. */
const PATIENCE = 1_000;

let known = new Map<string, Emoji>();

/** Whether a text may hold the name of an emoji. */
export function mayName(text: string): boolean {
  return text.search(ONE) >= 0;
}

/** Loads the names of emoji, for a text that needs them. Out of reach it stays as it is. */
export async function loadNames(): Promise<void> {
  if (known.size > 0) return;
  const late = new Promise<Emoji[]>((answer) => setTimeout(answer, PATIENCE, []));
  const all = await Promise.race([emoji().catch(() => []), late]);
  known = new Map([...all].reverse().flatMap((one) => one.codes.map((code) => [fold(code), one] as const)));
}

/** A text with the emoji that it names instead of their names, but for its code: once the names are loaded. */
export function withEmoji(text: string): string {
  if (known.size === 0 || !mayName(text)) return text;
  const one = (whole: string, name: string) => {
    const found = known.get(fold(name));
    return found ? inTone(found) : whole;
  };
  return outsideCode(text, (words) => words.replace(NAMED, (whole) => (whole.includes("://") ? whole : whole.replace(ONE, one))));
}
