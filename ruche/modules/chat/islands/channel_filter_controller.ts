/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="channel-filter">: templates/chat/_sidebar_head.html; its lines are in #chat-channels (templates/chat/_sidebar.html) */
import { Controller } from "@hotwired/stimulus";
import { read } from "../../../kernel/ui/islands/storage.ts";
import { holds } from "./folding.ts";

const FIELDS = 'input, textarea, select, [contenteditable], [role="textbox"]';
const SINGLE_KEYS_OFF = "ruche:single-keys-off";
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Finds a conversation in the sidebar by its name while it is typed. F opens the field, arrows walk, Enter goes, Escape closes. */
export default class ChannelFilter extends Controller<HTMLElement> {
  static override targets = ["button", "row", "input", "none"];
  declare readonly buttonTarget: HTMLElement;
  declare readonly rowTarget: HTMLElement;
  declare readonly inputTarget: HTMLInputElement;
  declare readonly noneTarget: HTMLElement;

  override connect(): void {
    document.addEventListener("keydown", this.hurry);
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.hurry);
  }

  toggle(): void {
    if (this.rowTarget.hidden) this.open();
    else this.close();
  }

  apply(): void {
    const words = this.inputTarget.value;
    for (const line of this.lines) line.hidden = !holds(line.querySelector("span[title]")?.textContent ?? "", words);
    for (const group of this.list?.querySelectorAll<HTMLElement>(".r-nav-group") ?? []) {
      group.hidden = words.trim() !== "" && !group.querySelector("[data-channel]:not([hidden])");
    }
    this.noneTarget.hidden = words.trim() === "" || this.found.length > 0;
  }

  press(event: KeyboardEvent): void {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter") this.found[0]?.click();
    else if (STEPS[event.key]) this.found.at(event.key === "ArrowDown" ? 0 : -1)?.focus();
    else return;
    event.preventDefault();
  }

  private open(): void {
    this.settle(true);
    this.inputTarget.focus();
  }

  private close(): void {
    const hadFocus = this.rowTarget.contains(document.activeElement);
    this.inputTarget.value = "";
    this.apply();
    this.settle(false);
    if (hadFocus) this.buttonTarget.focus();
  }

  private settle(isOpen: boolean): void {
    this.rowTarget.hidden = !isOpen;
    this.buttonTarget.ariaExpanded = String(isOpen);
  }

  private readonly hurry = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (this.walk(event, target)) return;
    if (event.key.toLowerCase() !== "f" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target.closest(FIELDS) || document.querySelector("dialog[open]") || read(SINGLE_KEYS_OFF) !== null) return;
    event.preventDefault();
    this.open();
  };

  /** From line to line, and from the first back to the field. */
  private walk(event: KeyboardEvent, target: HTMLElement): boolean {
    const step = STEPS[event.key];
    const place = step && !this.rowTarget.hidden ? this.found.indexOf(target) : -1;
    if (!step || place < 0) return false;
    event.preventDefault();
    (this.found[place + step] ?? this.inputTarget).focus();
    return true;
  }

  private get list(): HTMLElement | null {
    return document.getElementById("chat-channels");
  }

  private get lines(): HTMLElement[] {
    return [...(this.list?.querySelectorAll<HTMLElement>("[data-channel]") ?? [])];
  }

  private get found(): HTMLElement[] {
    return this.lines.filter((line) => !line.hidden);
  }
}
