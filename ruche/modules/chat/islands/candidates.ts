/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { fold } from "./folding.ts";

/** Somebody who may be called: as GET …/people/ gives them. */
export type Candidate = { id: string; name: string; initials: string; hue: string };

const MOST = 8;
const LONGEST = 40;
/** "@" at the beginning of a word, then the beginning of a name, which may be several words. */
const ASKED = /(?:^|[\s([{«“"'’/])@([^\s@][^@\n]*|)$/u;

/** Where the reader is calling somebody: the place of "@", and the words after it up to the caret. Null: nowhere. */
export function askedIn(value: string, caret: number): { from: number; words: string } | null {
  const before = value.slice(Math.max(0, caret - LONGEST - 2), caret);
  const words = ASKED.exec(before)?.[1];
  if (words === undefined || words.length > LONGEST) return null;
  return { from: caret - words.length - 1, words };
}

/** Those with a word of the name that begins so, in the order given; each once. */
export function matching<Kind extends Candidate>(people: readonly Kind[], words: string): Kind[] {
  const asked = fold(words) + (words.endsWith(" ") ? " " : "");
  const found = people.filter(
    ({ name }) => ` ${fold(name).replace(/-/g, " ")}`.includes(` ${asked}`) || ` ${fold(name)}`.includes(` ${asked}`),
  );
  const once = new Map(found.map((one) => [one.id, one]));
  return [...once.values()].slice(0, MOST);
}

/** The authors of what is on the page, the latest first: known without asking. */
export function authorsOn(page: ParentNode, reader: string): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const row of [...page.querySelectorAll<HTMLElement>("article[data-author]")].reverse()) {
    const { author = "" } = row.dataset;
    const name = row.querySelector(".r-msg-who b")?.textContent?.trim() ?? "";
    const face = row.querySelector(".r-av");
    if (!author || author === reader || !name || found.has(author)) continue;
    const hue = /\br-hue-(\w+)/.exec(face?.className ?? "")?.[1] ?? "";
    found.set(author, { id: author, name, initials: face?.textContent?.trim() ?? "", hue });
  }
  return [...found.values()];
}
