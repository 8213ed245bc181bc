/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { loadNames, mayName, withEmoji } from "./emoji_text.ts";

test("before the names are loaded nothing is changed", () => {
  expect(withEmoji("so :smile:")).toBe("so :smile:");
});

test.each([
  ["so :smile:", "so 😄"],
  [":tada::smile: (:Smile:)", "🎉😄 (😄)"],
  [":smile:, **:tada:**", "😄, **🎉**"],
  ["at 10:100:30", "at 10:100:30"],
  ["std::smile::new a:smile:b", "std::smile::new a:smile:b"],
  [":nothing-of-the-kind:", ":nothing-of-the-kind:"],
  ["\\:smile:", "\\:smile:"],
  ["`:smile:` :smile:", "`:smile:` 😄"],
  ["```\n:smile:\n```\n:smile:", "```\n:smile:\n```\n😄"],
  ["https://a.example/?q=:smile: (mailto://:smile:)", "https://a.example/?q=:smile: (mailto://:smile:)"],
])("%j becomes %j", async (text, turned) => {
  HTMLCanvasElement.prototype.getContext = vi.fn().mockReturnValue(null);
  document.documentElement.lang = "en";
  await loadNames();
  expect(withEmoji(text)).toBe(turned);
});

test("only what may name one needs their names", () => {
  expect([":smile:", "10:30", "a : b :", ":-)"].map(mayName)).toEqual([true, false, false, false]);
});
