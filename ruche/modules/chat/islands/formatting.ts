/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** A field and what is selected in it. */
export type Passage = { value: string; start: number; end: number };
/** What becomes of it: `text` in place of `from` to `to`, then `start` to `end` selected. */
export type Edit = { from: number; to: number; text: string; start: number; end: number };
export type Mark = "bold" | "italic" | "strike" | "code" | "list" | "numbers" | "quote" | "link";

const SIGNS: Partial<Record<Mark, string>> = { bold: "**", italic: "_", strike: "~~", code: "`" };
const LINES: Partial<Record<Mark, (nth: number) => string>> = { list: () => "- ", numbers: (nth) => `${nth + 1}. `, quote: () => "> " };
const BEGUN: Partial<Record<Mark, RegExp>> = { list: /^[-*+] /, numbers: /^\d+[.)] /, quote: /^> ?/ };
const ITEM = /^(\s*)([-*+]|\d+[.)]|>)( +)(.*)$/;
const ADDRESS = /^https?:\/\/\S+$/i;

/** Puts a mark on what is selected, or takes it away again. */
export function mark(kind: Mark, passage: Passage): Edit {
  if (kind === "link") return link(passage);
  if (kind === "code" && selected(passage).includes("\n")) return fence(passage);
  const sign = SIGNS[kind];
  return sign ? around(sign, passage) : eachLine(kind, passage);
}

/** Shift and Enter in a list: the next item; in an empty item, the list's end. Null where a new line is only that. */
export function newLine({ value, start, end }: Passage): Edit | null {
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const [, indent = "", sign = "", space = "", rest = ""] = ITEM.exec(value.slice(from, start)) ?? [];
  if (!sign || isInFence(value.slice(0, from))) return null;
  if (!rest.trim()) return { from, to: end, text: "", start: from, end: from };
  const next = /\d/.test(sign) ? `${Number.parseInt(sign, 10) + 1}${sign.at(-1)}` : sign;
  const text = `\n${indent}${next}${space}`;
  return { from: start, to: end, text, start: start + text.length, end: start + text.length };
}

/** An address that is pasted on words makes them a link; null when it is to be pasted as it is. */
export function pasted(address: string, passage: Passage): Edit | null {
  const words = selected(passage);
  if (!words.trim() || words.includes("\n") || ADDRESS.test(words) || !ADDRESS.test(address.trim())) return null;
  const text = `[${words}](${address.trim()})`;
  return { from: passage.start, to: passage.end, text, start: passage.start + text.length, end: passage.start + text.length };
}

function selected({ value, start, end }: Passage): string {
  return value.slice(start, end);
}

function around(sign: string, passage: Passage): Edit {
  const { value, start, end } = trimmed(passage);
  const { length } = sign;
  if (value.slice(start - length, start) === sign && value.slice(end, end + length) === sign) {
    return { from: start - length, to: end + length, text: value.slice(start, end), start: start - length, end: end - length };
  }
  const words = value.slice(start, end);
  if (words.length >= 2 * length && words.startsWith(sign) && words.endsWith(sign)) {
    const bare = words.slice(length, -length);
    return { from: start, to: end, text: bare, start, end: start + bare.length };
  }
  return { from: start, to: end, text: sign + words + sign, start: start + length, end: end + length };
}

/** The selection without the spaces at its ends, which no mark may touch. */
function trimmed({ value, start, end }: Passage): Passage {
  const words = value.slice(start, end);
  const before = words.length - words.trimStart().length;
  const after = words.length - words.trimEnd().length;
  return words.trim() ? { value, start: start + before, end: end - after } : { value, start, end: start };
}

function fence({ value, start, end }: Passage): Edit {
  const before = start > 0 && value[start - 1] !== "\n" ? "\n" : "";
  const text = `${before}\`\`\`\n${value.slice(start, end).replace(/\n$/, "")}\n\`\`\`\n`;
  return { from: start, to: end, text, start: start + text.length, end: start + text.length };
}

function link(passage: Passage): Edit {
  const { value, start, end } = trimmed(passage);
  const words = value.slice(start, end);
  const isAddress = ADDRESS.test(words);
  const text = isAddress ? `[](${words})` : `[${words}](https://)`;
  const at = isAddress || !words ? start + 1 : start + text.length - 1;
  return { from: start, to: end, text, start: isAddress || !words ? at : at - "https://".length, end: at };
}

function eachLine(kind: Mark, { value, start, end }: Passage): Edit {
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const next = value.indexOf("\n", end);
  const to = next < 0 ? value.length : next;
  const lines = value.slice(from, to).split("\n");
  const begun = BEGUN[kind] as RegExp;
  const isMarked = lines.every((line) => begun.test(line));
  const text = lines.map((line, nth) => (isMarked ? line.replace(begun, "") : `${LINES[kind]?.(nth)}${line}`)).join("\n");
  const caret = Math.max(from, end + text.length - (to - from));
  return { from, to, text, start: lines.length > 1 ? from : caret, end: lines.length > 1 ? from + text.length : caret };
}

function isInFence(before: string): boolean {
  return before.split("\n").filter((line) => line.startsWith("```")).length % 2 === 1;
}
