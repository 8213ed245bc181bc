/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { read, write } from "../../../kernel/ui/islands/storage.ts";
import { drawable, hasColours } from "./emoji_font.ts";
import { fold } from "./folding.ts";

/** `words` is what it is found by, folded; `codes` its short names without colons; `tones` its five skin tones, light to dark. */
export type Emoji = { emoji: string; name: string; words: string; codes: string[]; group: number; tones?: string[] | undefined };

const RECENT = "ruche:emoji-recent";
const TONE = "ruche:emoji-tone";
const MOST_RECENT = 24;

/** Whether this device draws emoji as people know them; where it does not, their names are shown. */
export let hasFont = true;

let loading: Promise<Emoji[]> | undefined;

/** Every emoji that this device can draw, with the names of the reader's language; loaded once, when first asked for. */
export function emoji(): Promise<Emoji[]> {
  loading ??= load().catch((error) => {
    loading = undefined; // out of reach: the next time it is tried again
    throw error;
  });
  return loading;
}

async function load(): Promise<Emoji[]> {
  const isFrench = document.documentElement.lang.startsWith("fr");
  const { default: rows } = isFrench ? await import("virtual:emoji/fr") : await import("virtual:emoji/en");
  const first = new Map([...rows].reverse().map(([sign, , , , , version]) => [version, sign]));
  const versions = drawable(first);
  hasFont = hasColours();
  return rows
    .filter(([, , , , , version]) => !hasFont || versions.has(version))
    .map(([sign, name, words, codes, group, , tones]) => ({
      ...{ emoji: sign, name, group, tones, codes: codes.split(" ").filter(Boolean) },
      words: ` ${fold(`${name} ${words} ${codes.replaceAll("_", " ")} ${codes}`)}`,
    }));
}

/** Those with words that begin so; first those whose code begins so, the shortest first, then those whose name does. */
export function find(all: readonly Emoji[], asked: string, most: number): Emoji[] {
  const words = fold(asked.replaceAll(":", "")).split(" ").filter(Boolean);
  const found = all.filter((one) => words.every((word) => one.words.includes(` ${word}`)));
  return found.sort((one, other) => rank(one, words) - rank(other, words)).slice(0, most);
}

function rank({ codes, name }: Emoji, [first = ""]: string[]): number {
  const lengths = codes.filter((code) => code.startsWith(first)).map((code) => code.length);
  if (lengths.length > 0) return Math.min(...lengths);
  return fold(name).startsWith(first) ? 100 : 200;
}

/** 0: as it is, yellow; 1 to 5: light to dark. */
export function tone(): number {
  return Number(read(TONE) ?? 0);
}

export function keepTone(chosen: number): void {
  write(TONE, String(chosen));
}

export function inTone({ emoji: sign, tones }: Emoji, chosen = tone()): string {
  return tones?.[chosen - 1] ?? sign;
}

/** What this person wrote last, the latest first. */
export function recent(all: readonly Emoji[]): Emoji[] {
  const byName = new Map(all.map((one) => [one.emoji, one]));
  return (read(RECENT) ?? "")
    .split(" ")
    .map((sign) => byName.get(sign))
    .filter((one) => one !== undefined);
}

export function noteRecent({ emoji: sign }: Emoji): void {
  const others = (read(RECENT) ?? "").split(" ").filter((one) => one && one !== sign);
  write(RECENT, [sign, ...others].slice(0, MOST_RECENT).join(" "));
}
