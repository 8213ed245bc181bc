/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { type Emoji, hasFont, inTone } from "./emoji_names.ts";

const HANDS = ["✋", "✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"];

/** One emoji of the grid; the first is the one that Tab reaches. */
export function emojiButton(one: Emoji, nth: number): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.nth = String(nth);
  button.tabIndex = nth === 0 ? 0 : -1;
  button.setAttribute("aria-label", one.name);
  button.title = one.codes[0] ? `${one.name} :${one.codes[0]}:` : one.name;
  button.textContent = hasFont ? inTone(one) : one.name;
  return button;
}

/** The words of the buttons are in the page; here they get their hands. */
export function toneButtons(box: HTMLElement, chosen: number): void {
  for (const button of box.querySelectorAll<HTMLElement>("button")) {
    const nth = Number(button.dataset.tone);
    button.textContent = HANDS[nth] ?? "";
    button.setAttribute("aria-pressed", String(nth === chosen));
  }
}
