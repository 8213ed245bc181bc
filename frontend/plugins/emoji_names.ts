/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

// import("virtual:emoji/fr")
const PREFIX = "virtual:emoji/";
const COMPONENTS = 2; // skin tones and the like: nothing anybody writes alone

type Entry = {
  emoji: string;
  label: string;
  hexcode: string;
  tags?: string[];
  group?: number;
  order?: number;
  version: number;
  skins?: Skin[];
};
type Skin = { emoji: string; tone: number | number[] };
type Codes = Record<string, string | string[]>;

/** One emoji: itself, its name, words to find it by, its `:codes:`, its group, the version of Unicode, and its five skin tones. */
export type EmojiRow = [emoji: string, name: string, words: string, codes: string, group: number, version: number, tones?: string[]];

/** The emoji of one language, in the order of Unicode. `codes`: the short names everybody knows, then those of the language. */
export function rowsOf(entries: Entry[], codes: Codes[]): EmojiRow[] {
  const shown = entries.filter(({ group }) => group !== undefined && group !== COMPONENTS);
  return shown.sort((one, other) => (one.order ?? 0) - (other.order ?? 0)).map((entry) => rowOf(entry, codes));
}

function rowOf({ emoji, label, hexcode, tags = [], group = 0, version, skins = [] }: Entry, codes: Codes[]): EmojiRow {
  const known = new Set(codes.flatMap((one) => one[hexcode] ?? []));
  const tones = skins.filter(({ tone }) => typeof tone === "number").map((skin) => skin.emoji);
  const row = [emoji, label, tags.join(" "), [...known].join(" "), group, version] as const;
  return tones.length === 5 ? [...row, tones] : [...row];
}

/** The names of emoji from the emojibase-data package, a file for each language that is loaded when somebody asks for it. */
export function emojiNames(root: string): Plugin {
  const read = (path: string) => JSON.parse(readFileSync(join(root, "node_modules/emojibase-data", path), "utf8"));
  return {
    name: "emoji-names",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const language = id.slice(PREFIX.length + 1);
      const codes = [
        read("en/shortcodes/github.json"),
        read("en/shortcodes/emojibase.json"),
        read(`${language}/shortcodes/cldr-native.json`),
      ];
      const rows = rowsOf(read(`${language}/data.json`), codes);
      return `/*! emojibase-data, MIT licence, https://emojibase.dev */\nexport default ${JSON.stringify(rows)};`;
    },
  };
}
