/* SPDX-License-Identifier: AGPL-3.0-or-later */
import type { Edit, Passage } from "./formatting.ts";

export function passageOf(field: HTMLTextAreaElement): Passage {
  return { value: field.value, start: field.selectionStart, end: field.selectionEnd };
}

/** Changes the text as if it had been typed: it can be undone, and whoever listens hears of it. */
export function edit(field: HTMLTextAreaElement, { from, to, text, start, end }: Edit): void {
  field.focus();
  field.setSelectionRange(from, to);
  if (!type(text)) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(start, end);
}

/** Puts text in place of what lies between two places, and the caret behind it. */
export function replace(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
  edit(field, { from, to, text, start: from + text.length, end: from + text.length });
}

/** The only way that the browser's own undo knows of. False where it is missing. */
function type(text: string): boolean {
  if (typeof document.execCommand !== "function") return false;
  return text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
}
