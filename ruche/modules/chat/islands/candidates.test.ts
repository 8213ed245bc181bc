/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { askedIn, authorsOn, matching } from "./candidates.ts";

const people = ["Théo Marchetti", "Théo Le Goff", "Zoé Théodore", "Anne-Laure Petit", "Jean O’Brien"].map((name) => ({
  ...{ id: name, name, initials: "", hue: "" },
}));

test.each([
  ["@", { from: 0, words: "" }],
  ["hello @th", { from: 6, words: "th" }],
  ["(@Théo Le G", { from: 1, words: "Théo Le G" }],
  ["l’@é", { from: 2, words: "é" }],
  ["me@example", null],
  ["@ one", null],
  ["@a\nb", null],
  ["@@", null],
  [`@${"x".repeat(41)}`, null],
])("in %j somebody is called: %j", (value, expected) => {
  expect(askedIn(value, value.length)).toEqual(expected);
});

test("only what stands before the caret counts", () => {
  expect(askedIn("@théo and more", 3)).toEqual({ from: 0, words: "th" });
});

test.each([
  ["theo", ["Théo Marchetti", "Théo Le Goff", "Zoé Théodore"]],
  ["THÉO L", ["Théo Le Goff"]],
  ["le g", ["Théo Le Goff"]],
  ["laure", ["Anne-Laure Petit"]],
  ["anne-l", ["Anne-Laure Petit"]],
  ["o'b", ["Jean O’Brien"]],
  ["archetti", []],
])("%j finds %j, whatever the accents and the word", (words, expected) => {
  expect(matching([...people, ...people], words).map((one) => one.name)).toEqual(expected);
});

test("the authors of the page are known, the latest first, the reader never", () => {
  document.body.innerHTML = ["theo Théo", "lucie Lucie", "nora You", "theo Théo"]
    .map((row) => row.split(" "))
    .map(
      ([id, name]) =>
        `<article data-author="${id}"><span class="r-av r-hue-mint">X</span><div class="r-msg-who"><b>${name}</b></div></article>`,
    )
    .join("");
  expect(authorsOn(document, "nora")).toEqual([
    { id: "theo", name: "Théo", initials: "X", hue: "mint" },
    { id: "lucie", name: "Lucie", initials: "X", hue: "mint" },
  ]);
});
