/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** The line that opens fenced code: what stands before the fence, the fence, and what follows it. */
const FENCE = /^((?:[ \t]|>|[-*+] |\d{1,9}[.)] )*)(`{3,}(?!.*`)|~{3,})/;
/** Code within a paragraph: between two runs of as many backticks. */
const SPAN = /(?<![`\\])(`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])*?(?<!`)\1(?!`)/g;

/** Changes the words of a Markdown text, and leaves its code as it stands. */
export function outsideCode(text: string, change: (words: string) => string): string {
  return piecesOf(text)
    .map(({ words, isCode }) => (isCode ? words : outsideSpans(words, change)))
    .join("\n");
}

function outsideSpans(words: string, change: (words: string) => string): string {
  let [changed, at] = ["", 0];
  for (const { 0: code, index } of words.matchAll(SPAN)) {
    changed += change(words.slice(at, index)) + code;
    at = index + code.length;
  }
  return changed + change(words.slice(at));
}

/** The lines of fenced code, and those between. */
function piecesOf(text: string): { words: string; isCode: boolean }[] {
  const pieces: { lines: string[]; isCode: boolean }[] = [];
  let end: ((line: string) => boolean) | undefined;
  for (const line of text.split("\n")) {
    const opening = end ? null : FENCE.exec(line);
    const isCode = Boolean(end ?? opening);
    const last = pieces.at(-1);
    if (last?.isCode === isCode && !opening) last.lines.push(line);
    else pieces.push({ lines: [line], isCode });
    if (opening) end = endOf(opening[2] ?? "");
    else if (end?.(line)) end = undefined;
  }
  return pieces.map(({ lines, isCode }) => ({ words: lines.join("\n"), isCode }));
}

/** Closed by a fence of the same sign, at least as long, with nothing behind it. */
function endOf(fence: string): (line: string) => boolean {
  const closing = new RegExp(`^[ \\t>]*${fence[0]}{${fence.length},}[ \\t]*$`);
  return (line) => closing.test(line);
}
