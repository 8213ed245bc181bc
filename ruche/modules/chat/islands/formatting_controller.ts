/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form data-controller="formatting"><textarea></textarea> <button data-action="formatting#toggle" data-formatting-target="toggle">…</button>
     <div role="toolbar" hidden data-formatting-target="bar"><button data-action="formatting#mark" data-formatting-kind-param="bold">…</button></div></form> */
import { Controller } from "@hotwired/stimulus";
import { read, remove, write } from "../../../kernel/ui/islands/storage.ts";
import { edit, passageOf, replace } from "./field.ts";
import { type Mark, mark, newLine, pasted } from "./formatting.ts";

const SHOWN = "ruche:formatting-shown";
const KEYS: Record<string, Mark> = { b: "bold", i: "italic", e: "code" };
// With Shift, by the place of the key: what it writes differs from layout to layout.
const SHIFTED: Record<string, Mark> = {
  ...{ KeyX: "strike", KeyU: "link", Digit7: "numbers", Digit8: "list", Digit9: "quote" },
};
const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

/** Marks of Markdown in the textarea inside, by buttons and keys; lists go on by themselves. */
export default class Formatting extends Controller<HTMLElement> {
  static override targets = ["bar", "toggle"];
  declare readonly barTarget: HTMLElement;
  declare readonly hasBarTarget: boolean;
  declare readonly toggleTarget: HTMLElement;
  declare readonly hasToggleTarget: boolean;

  override connect(): void {
    this.element.addEventListener("keydown", this.press);
    this.element.addEventListener("paste", this.paste);
    if (this.hasBarTarget) this.show(read(SHOWN) !== null);
  }

  override disconnect(): void {
    this.element.removeEventListener("keydown", this.press);
    this.element.removeEventListener("paste", this.paste);
  }

  mark({ params }: { params: { kind: Mark } }): void {
    if (this.field) edit(this.field, mark(params.kind, passageOf(this.field)));
  }

  /** A sign that opens a choice, "@" for people. */
  sign({ params }: { params: { sign: string } }): void {
    if (!this.field) return;
    const { value, start, end } = passageOf(this.field);
    const isApart = start === 0 || /\s/.test(value[start - 1] ?? "");
    replace(this.field, start, end, (isApart ? "" : " ") + params.sign);
  }

  toggle(): void {
    const isShown = Boolean(this.barTarget.hidden);
    if (isShown) write(SHOWN, "1");
    else remove(SHOWN);
    this.show(isShown);
  }

  /** Arrows walk the buttons; Tab leaves them. */
  walk(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.barTarget.querySelectorAll<HTMLElement>("button")];
    this.hold(buttons, buttons.at((buttons.indexOf(event.target as HTMLElement) + step) % buttons.length));
    buttons.find((one) => one.tabIndex === 0)?.focus();
  }

  private show(isShown: boolean): void {
    this.barTarget.hidden = !isShown;
    if (this.hasToggleTarget) this.toggleTarget.setAttribute("aria-expanded", String(isShown));
    const buttons = [...this.barTarget.querySelectorAll<HTMLElement>("button")];
    this.hold(buttons, buttons[0]);
  }

  private hold(buttons: HTMLElement[], current: HTMLElement | undefined): void {
    for (const button of buttons) button.tabIndex = button === current ? 0 : -1;
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.target !== this.field || !this.field) return;
    const passage = passageOf(this.field);
    const kind = this.markOf(event);
    const change = kind ? mark(kind, passage) : event.key === "Enter" && !event.ctrlKey && !event.metaKey ? newLine(passage) : null;
    if (!change) return;
    event.preventDefault();
    edit(this.field, change);
  };

  private markOf({ key, code, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): Mark | undefined {
    if (!(ctrlKey || metaKey) || altKey) return undefined;
    return shiftKey ? SHIFTED[code] : KEYS[key.toLowerCase()];
  }

  private readonly paste = (event: ClipboardEvent): void => {
    const change = this.field && pasted(event.clipboardData?.getData("text/plain") ?? "", passageOf(this.field));
    if (!change || !this.field || event.target !== this.field) return;
    event.preventDefault();
    edit(this.field, change);
  };

  private get field(): HTMLTextAreaElement | null {
    return this.element.querySelector("textarea");
  }
}
