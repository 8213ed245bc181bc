/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form data-controller="emoji-completion" data-emoji-completion-label-value="Emoji"><textarea></textarea></form> */
import { Controller } from "@hotwired/stimulus";
import { type Emoji, emoji, find, hasFont, inTone, noteRecent } from "./emoji_names.ts";
import { loadNames, mayName, withEmoji } from "./emoji_text.ts";
import { edit, replace } from "./field.ts";
import { fold } from "./folding.ts";
import type { Edit } from "./formatting.ts";
import { Suggestions } from "./suggestions.ts";

const MOST = 8;
/** ":smi" at the beginning of a word; with the second colon it is meant as a whole. */
const BEGUN = /(?:^|[\s([{«“"'’])(:[\p{L}\p{N}_+-]{2,30}:?)$/u;

const PASTED = new Set(["insertFromPaste", "insertFromDrop"]);

/** ":smile:" in the textarea inside becomes an emoji: chosen from a list, typed to its end, or pasted. */
export default class EmojiCompletion extends Controller<HTMLElement> {
  static override values = { label: String };
  declare readonly labelValue: string;

  private list?: Suggestions<Emoji>;
  private left: number | null = null; // the ":" whose list was closed with Escape

  override connect(): void {
    const field = this.element.querySelector("textarea");
    if (!field) return;
    this.list = new Suggestions(field, { label: this.labelValue, draw, choose: (one) => this.choose(field, one) });
    this.element.addEventListener("keydown", this.press, { capture: true });
    field.addEventListener("input", this.look);
    field.addEventListener("blur", this.close);
  }

  override disconnect(): void {
    this.element.removeEventListener("keydown", this.press, { capture: true });
    this.element.querySelector("textarea")?.removeEventListener("input", this.look);
    this.list?.remove();
  }

  private readonly close = (): void => this.list?.hide();

  private readonly press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.list?.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.left = this.begun?.from ?? null;
      this.list.hide();
    } else {
      this.list?.press(event);
    }
  };

  private readonly look = (event: Event): void => {
    if (PASTED.has((event as InputEvent).inputType)) void this.turn(event.target as HTMLTextAreaElement);
    const { begun } = this;
    if (this.left !== null && this.left !== begun?.from) this.left = null;
    if (!begun || this.left === begun.from) this.close();
    else void this.offer(begun.code);
  };

  private async offer(code: string): Promise<void> {
    const all = await emoji().catch(() => []);
    const field = this.element.querySelector("textarea");
    if (!field || this.begun?.code !== code) return; // they typed on meanwhile
    const whole = code.endsWith(":") ? all.find((one) => one.codes.some((known) => fold(known) === fold(code.slice(1, -1)))) : undefined;
    if (whole) this.choose(field, whole);
    else this.list?.show(code.endsWith(":") ? [] : find(all, code.slice(1), MOST));
  }

  /** As if the emoji themselves had been pasted; undone, their names are back. */
  private async turn(field: HTMLTextAreaElement): Promise<void> {
    const { value } = field;
    if (!mayName(value)) return;
    await loadNames();
    const turned = withEmoji(value);
    if (field.value === value && turned !== value) edit(field, differenceOf(value, turned, field.selectionEnd));
  }

  private choose(field: HTMLTextAreaElement, one: Emoji): void {
    const { begun } = this;
    if (!begun) return;
    noteRecent(one);
    replace(field, begun.from, field.selectionStart, `${inTone(one)} `);
  }

  private get begun(): { from: number; code: string } | null {
    const field = this.element.querySelector("textarea");
    if (!field || field.selectionStart !== field.selectionEnd) return null;
    const code = BEGUN.exec(field.value.slice(Math.max(0, field.selectionStart - 34), field.selectionStart))?.[1];
    return code ? { from: field.selectionStart - code.length, code } : null;
  }
}

/** The smallest change that makes one text of another; the caret stays before what it was before. */
function differenceOf(before: string, after: string, caret: number): Edit {
  const most = Math.min(before.length, after.length);
  let [from, back] = [0, 0];
  while (from < most && before[from] === after[from]) from += 1;
  while (back < most - from && before.at(-1 - back) === after.at(-1 - back)) back += 1;
  const end = after.length - Math.min(back, before.length - caret);
  return { from, to: before.length - back, text: after.slice(from, after.length - back), start: end, end };
}

function draw(one: Emoji): (Node | string)[] {
  const sign = document.createElement("span");
  sign.className = "c-emoji-sign";
  sign.textContent = hasFont ? inTone(one) : "";
  const name = document.createElement("span");
  name.className = "r-cut";
  name.textContent = one.name;
  const code = document.createElement("small");
  code.textContent = one.codes[0] ? `:${one.codes[0]}:` : "";
  return [sign, name, code];
}
