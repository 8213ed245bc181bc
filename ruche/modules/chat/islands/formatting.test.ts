/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { type Edit, type Mark, mark, newLine, type Passage, pasted } from "./formatting.ts";

/** "a [word] b": the brackets are the selection, one bar is a caret. */
function passage(drawn: string): Passage {
  const start = drawn.search(/[[|]/);
  const end = drawn.includes("|") ? start : drawn.lastIndexOf("]") - 1;
  return { value: drawn.replace(/[[\]|]/g, ""), start, end };
}

function after({ value }: Passage, { from, to, text, start, end }: Edit): string {
  const changed = value.slice(0, from) + text + value.slice(to);
  return start === end
    ? `${changed.slice(0, start)}|${changed.slice(start)}`
    : `${changed.slice(0, start)}‹${changed.slice(start, end)}›${changed.slice(end)}`;
}

test.each<[Mark, string, string]>([
  ["bold", "a [word] b", "a **‹word›** b"],
  ["bold", "a [ word ]b", "a  **‹word›** b"],
  ["bold", "a |b", "a **|**b"],
  ["italic", "[word]", "_‹word›_"],
  ["code", "[word]", "`‹word›`"],
  ["code", "see [a\nb]", "see \n```\na\nb\n```\n|"],
  ["strike", "[word]", "~~‹word›~~"],
  ["list", "[a\nb]", "‹- a\n- b›"],
  ["list", "on|e", "- on|e"],
  ["numbers", "[a\nb]", "‹1. a\n2. b›"],
  ["quote", "x\n[a]\ny", "x\n> a|\ny"],
  ["link", "see [this]", "see [this](‹https://›)"],
  ["link", "see |", "see [|](https://)"],
])("%s on %j", (kind, before, expected) => {
  expect(after(passage(before), mark(kind, passage(before)))).toBe(expected);
});

test.each<[Mark, Passage, string]>([
  ["bold", { value: "a **word** b", start: 4, end: 8 }, "a ‹word› b"],
  ["bold", { value: "a **word** b", start: 2, end: 10 }, "a ‹word› b"],
  ["list", { value: "- a\n- b", start: 0, end: 7 }, "‹a\nb›"],
  ["quote", { value: "> a", start: 3, end: 3 }, "a|"],
  ["link", { value: "https://a.org", start: 0, end: 13 }, "[|](https://a.org)"],
])("%s again takes it away, or turns an address into a link: %j", (kind, before, expected) => {
  expect(after(before, mark(kind, before))).toBe(expected);
});

test.each([
  ["- one|", "- one\n- |"],
  ["  * one|", "  * one\n  * |"],
  ["9. nine|", "9. nine\n10. |"],
  ["> said|", "> said\n> |"],
  ["- one\n- |", "- one\n|"],
  ["- on|e", "- on\n- |e"],
])("a list goes on: %j", (before, expected) => {
  expect(after(passage(before), newLine(passage(before)) as Edit)).toBe(expected);
});

test("a new line elsewhere, and in code, is only that", () => {
  expect(newLine(passage("one|"))).toBeNull();
  expect(newLine(passage("-5 degrees|"))).toBeNull();
  expect(newLine(passage("```\n- one|"))).toBeNull();
});

test("an address on words makes a link of them, anything else is pasted as it is", () => {
  expect(after(passage("see [this]"), pasted("https://a.org/b ", passage("see [this]")) as Edit)).toBe("see [this](https://a.org/b)|");
  expect(pasted("https://a.org", passage("see |"))).toBeNull();
  expect(pasted("two words", passage("see [this]"))).toBeNull();
  expect(pasted("https://a.org", { value: "https://b.org", start: 0, end: 13 })).toBeNull();
});
