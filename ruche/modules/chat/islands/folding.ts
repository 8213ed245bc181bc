/* SPDX-License-Identifier: AGPL-3.0-or-later */

const LETTERS: Record<string, string> = { œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d", "’": "'", ʼ: "'" };

/** No accents, no case, no invisible characters: the same as ruche/kernel/text.py. */
export function fold(text: string): string {
  const plain = text.toLowerCase().replace(/[œæøłđ’ʼ]/g, (letter) => LETTERS[letter] ?? letter);
  return plain
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Cf}\p{Cc}]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Whether a name holds each of the words. */
export function holds(name: string, words: string): boolean {
  const folded = fold(name);
  return fold(words)
    .split(" ")
    .every((word) => folded.includes(word));
}
