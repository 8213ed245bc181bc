/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { drawable, hasColours } from "./emoji_font.ts";
import type { Emoji } from "./emoji_names.ts";

async function names(lang: string): Promise<typeof import("./emoji_names.ts") & { all: Emoji[] }> {
  vi.resetModules();
  document.documentElement.lang = lang;
  const module = await import("./emoji_names.ts");
  return { ...module, all: await module.emoji() };
}

beforeEach(() => {
  HTMLCanvasElement.prototype.getContext = vi.fn().mockReturnValue(null);
});

test.each([
  ["fr", "coeur rouge", "❤️"],
  ["fr", "pouce", "👍"],
  ["fr", ":tada", "🎉"],
  ["en", "red heart", "❤️"],
  ["en", "smile", "😄"],
])("in %s %j finds it", async (lang, words, sign) => {
  const { all, find } = await names(lang);
  expect(find(all, words, 8).map((one) => one.emoji.replace("\ufe0f", ""))).toContain(sign.replace("\ufe0f", ""));
});

test("a code that is exactly asked for comes first", async () => {
  const { all, find } = await names("en");
  expect(find(all, ":smile:", 3)[0]?.codes).toContain("smile");
  expect(find(all, "nothing at all", 3)).toEqual([]);
});

test("the skin tone that was chosen is kept, for those that have one", async () => {
  const { all, inTone, keepTone } = await names("en");
  const [wave, heart] = ["wave", "heart"].map((code) => all.find((one) => one.codes.includes(code)) as Emoji);
  keepTone(5);
  expect([inTone(wave as Emoji), inTone(heart as Emoji)]).toEqual(["👋🏿", heart?.emoji]);
});

test("what was written last comes first, each once", async () => {
  const { all, noteRecent, recent } = await names("en");
  const [one, other] = all as [Emoji, Emoji];
  for (const sign of [one, other, one]) noteRecent(sign);
  expect(recent(all)).toEqual([one, other]);
});

test("what the fonts of the device do not have is left out", () => {
  const widths: Record<string, number> = { "😀": 20, "🧑‍🩰": 40 };
  let drawn = "";
  const brush = {
    clearRect: () => undefined,
    fillText: (sign: string) => {
      drawn = ["😀", "🧑‍🩰", "🦊"].includes(sign) ? sign : "box";
    },
    getImageData: () => ({ data: [drawn] }),
    measureText: (sign: string) => ({ width: widths[sign] ?? 20 }),
  };
  HTMLCanvasElement.prototype.getContext = vi.fn().mockReturnValue(brush);
  const signs = new Map([
    [1, "😀"],
    [3, "🦊"],
    [16, "🫩"],
    [17, "🧑‍🩰"],
  ]);
  expect([...drawable(signs)]).toEqual([1, 3]);
});

test.each([
  ["in colour", [255, 0, 0, 255], [250, 200, 30, 255], true],
  ["in black", [255, 0, 0, 255], [0, 0, 0, 255], false],
  ["nobody knows how", [255, 255, 255, 255], [255, 255, 255, 255], true],
])("a device that draws emoji %s", (_how, rectangle, sign, expected) => {
  let drawn: number[] = [];
  const brush = {
    fillRect: () => {
      drawn = rectangle;
    },
    fillText: () => {
      drawn = sign;
    },
    clearRect: () => undefined,
    getImageData: () => ({ data: new Uint8ClampedArray(drawn) }),
  };
  HTMLCanvasElement.prototype.getContext = vi.fn().mockReturnValue(brush);
  expect(hasColours()).toBe(expected);
});
