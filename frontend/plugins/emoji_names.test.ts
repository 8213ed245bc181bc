/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { rowsOf } from "./emoji_names.ts";

const WAVE = { emoji: "👋", label: "main qui salue", hexcode: "1F44B", tags: ["coucou"], group: 1, order: 2, version: 0.6 };
const tones = ["👋🏻", "👋🏼", "👋🏽", "👋🏾", "👋🏿"].map((emoji, nth) => ({ emoji, tone: nth + 1 }));

test("an emoji has its name, its words, its codes and its skin tones", () => {
  const rows = rowsOf([{ ...WAVE, skins: tones }], [{ "1F44B": "wave" }, { "1F44B": ["wave", "hello"] }, {}]);
  expect(rows).toEqual([["👋", "main qui salue", "coucou", "wave hello", 1, 0.6, tones.map((one) => one.emoji)]]);
});

test("emoji come in their order, without what is no emoji of its own", () => {
  const rows = rowsOf(
    [
      WAVE,
      { ...WAVE, emoji: "😀", order: 1 },
      { ...WAVE, emoji: "🏻", group: 2 },
      { emoji: "🇦", label: "A", hexcode: "1F1E6", version: 0 },
    ],
    [],
  );
  expect(rows.map(([emoji]) => emoji)).toEqual(["😀", "👋"]);
});
