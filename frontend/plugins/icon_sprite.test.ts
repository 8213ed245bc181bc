/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { namesIn, symbolFrom } from "./icon_sprite.ts";

test("icons are found where templates, manifests and islands name them", () => {
  expect(namesIn('{% icon "hash" 16 %} Manifest(icon="vote") { icon: "lock" } # icons: sun moon')).toEqual([
    "hash",
    "lock",
    "moon",
    "sun",
    "vote",
  ]);
});

test("words that only look like icons are not", () => {
  expect(namesIn('{% icon place.icon %} lexicon="no"')).toEqual([]);
});

test("a symbol keeps the shapes and nothing else", () => {
  const svg = '<!-- licence -->\n<svg xmlns="http://www.w3.org/2000/svg" stroke="currentColor">\n  <path d="M4 9h16" />\n</svg>\n';
  expect(symbolFrom("hash", svg)).toBe('<symbol id="i-hash" viewBox="0 0 24 24"><path d="M4 9h16"/></symbol>');
});
