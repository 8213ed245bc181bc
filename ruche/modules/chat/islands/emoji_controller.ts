/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <span data-controller="emoji"><button data-action="emoji#toggle">…</button><div popover data-emoji-target="picker">…</div></span>:
   templates/chat/_emoji.html */
import { Controller } from "@hotwired/stimulus";
import { emojiButton, toneButtons } from "./emoji_buttons.ts";
import { type Emoji, emoji, find, hasFont, inTone, keepTone, noteRecent, recent, tone } from "./emoji_names.ts";
import { passageOf, replace } from "./field.ts";

const COLUMNS = 8;
const COLUMNS_OF_NAMES = 2;
const MOST = 80;
const RECENT = "recent";

/** Emoji by search, by group, by what was written last. The chosen one goes into the textarea of the same form: `emoji:chosen` may prevent that. */
export default class EmojiPicker extends Controller<HTMLElement> {
  static override targets = ["button", "picker", "search", "title", "grid", "note", "group", "tone", "tones"];
  static override values = { found: String, none: String, failed: String, unnamed: String };
  declare readonly buttonTarget: HTMLElement;
  declare readonly pickerTarget: HTMLElement;
  declare readonly searchTarget: HTMLInputElement;
  declare readonly titleTarget: HTMLElement;
  declare readonly gridTarget: HTMLElement;
  declare readonly noteTarget: HTMLElement;
  declare readonly groupTargets: HTMLElement[];
  declare readonly toneTarget: HTMLElement;
  declare readonly tonesTarget: HTMLElement;
  declare readonly foundValue: string;
  declare readonly noneValue: string;
  declare readonly failedValue: string;
  declare readonly unnamedValue: string;

  private all: Emoji[] = [];
  private shown: Emoji[] = [];

  async toggle(): Promise<void> {
    this.pickerTarget.togglePopover();
    if (!this.isOpen) return;
    try {
      this.all = await emoji();
      this.noteTarget.textContent = hasFont ? "" : this.unnamedValue;
    } catch {
      this.noteTarget.textContent = this.failedValue;
    }
    this.begin();
  }

  /** Opened or closed, also by Escape or a press elsewhere. */
  turned(): void {
    this.buttonTarget.setAttribute("aria-expanded", String(this.isOpen));
  }

  search(): void {
    const words = this.searchTarget.value.trim();
    if (!words) this.openFirst();
    else {
      this.show(find(this.all, words, MOST), this.foundValue);
      this.press(null);
    }
    this.noteTarget.textContent = this.shown.length === 0 ? this.noneValue : "";
  }

  group({ currentTarget }: Event): void {
    this.searchTarget.value = "";
    this.open(currentTarget as HTMLElement);
  }

  /** Arrows walk the grid, from the field too; Enter in the field takes the first. */
  walk(event: KeyboardEvent): void {
    const buttons = [...this.gridTarget.querySelectorAll<HTMLElement>("button")];
    const isSearch = event.target === this.searchTarget;
    if (event.key === "Enter" && isSearch) buttons[0]?.click();
    const step = this.stepOf(event.key);
    const at = buttons.indexOf(event.target as HTMLElement);
    if (isSearch ? event.key !== "ArrowDown" && event.key !== "Enter" : !step || at < 0) return;
    event.preventDefault();
    const next = isSearch ? 0 : at + step;
    if (next < 0) this.searchTarget.focus();
    else this.hold(buttons[Math.min(next, buttons.length - 1)]);
  }

  choose({ target }: Event): void {
    const button = (target as Element).closest<HTMLElement>("button[data-nth]");
    const one = this.shown[Number(button?.dataset.nth)];
    if (!one) return;
    noteRecent(one);
    this.pickerTarget.hidePopover();
    const field = this.element.closest("form, [data-writing]")?.querySelector("textarea");
    const { defaultPrevented } = this.dispatch("chosen", { detail: { emoji: inTone(one) }, cancelable: true });
    if (defaultPrevented || !field) return;
    const { start, end } = passageOf(field);
    replace(field, start, end, inTone(one));
  }

  turnTones(): void {
    this.tonesTarget.hidden = !this.tonesTarget.hidden;
    this.toneTarget.setAttribute("aria-expanded", String(!this.tonesTarget.hidden));
  }

  chooseTone({ target }: Event): void {
    const button = (target as Element).closest<HTMLElement>("button");
    if (!button) return;
    keepTone(Number(button.dataset.tone));
    this.turnTones();
    this.toneTarget.focus();
    this.showTone();
    this.show(this.shown, this.titleTarget.textContent ?? "");
  }

  private begin(): void {
    this.showTone();
    this.searchTarget.value = "";
    this.openFirst();
    if (!matchMedia("(pointer: coarse)").matches) this.searchTarget.focus();
    this.place();
  }

  private openFirst(): void {
    const first = this.groupTargets.find((one) => one.dataset.group !== RECENT || recent(this.all).length > 0);
    if (first) this.open(first);
  }

  private open(tab: HTMLElement): void {
    const { group = RECENT } = tab.dataset;
    this.show(
      group === RECENT ? recent(this.all) : this.all.filter((one) => one.group === Number(group)),
      tab.getAttribute("aria-label") ?? "",
    );
    this.press(tab);
  }

  private press(tab: HTMLElement | null): void {
    for (const one of this.groupTargets) one.setAttribute("aria-pressed", String(one === tab));
  }

  private show(found: Emoji[], title: string): void {
    this.shown = found;
    this.titleTarget.textContent = title;
    this.gridTarget.classList.toggle("is-named", !hasFont);
    this.gridTarget.replaceChildren(...found.map((one, nth) => emojiButton(one, nth)));
    this.gridTarget.scrollTop = 0;
  }

  private showTone(): void {
    this.toneTarget.hidden = !hasFont;
    this.toneTarget.textContent = inTone({ emoji: "✋", tones: ["✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"] } as Emoji);
    toneButtons(this.tonesTarget, tone());
  }

  private hold(button: HTMLElement | undefined): void {
    for (const one of this.gridTarget.querySelectorAll<HTMLElement>("button")) one.tabIndex = one === button ? 0 : -1;
    button?.focus();
  }

  private stepOf(key: string): number {
    const columns = hasFont ? COLUMNS : COLUMNS_OF_NAMES;
    return { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key] ?? 0;
  }

  /** Over the button, within the window. */
  private place(): void {
    const { left, top } = this.buttonTarget.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height, style } = this.pickerTarget;
    style.left = `${Math.max(6, Math.min(left, innerWidth - width - 6))}px`;
    style.top = `${Math.max(6, top - height - 6)}px`;
  }

  private get isOpen(): boolean {
    return this.pickerTarget.matches(":popover-open");
  }
}
