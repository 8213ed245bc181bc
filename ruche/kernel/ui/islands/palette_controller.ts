/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <body data-controller="palette" data-palette-url-value="/o/atelier-a/palette/"> <dialog data-palette-target="dialog">… (ui/_palette.html) */
import { Controller } from "@hotwired/stimulus";
import { drawGroups, type Group } from "./palette_lines.ts";

const PAUSE = 120;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Ctrl K: one field that finds people, channels, places and acts, and goes there. */
export default class Palette extends Controller<HTMLElement> {
  static override targets = ["dialog", "input", "list", "line", "none"];
  static override values = { url: String };
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly inputTarget: HTMLInputElement;
  declare readonly listTarget: HTMLElement;
  declare readonly lineTarget: HTMLTemplateElement;
  declare readonly noneTarget: HTMLElement;
  declare readonly urlValue: string;
  private waiting = 0;
  private asked = 0;
  private first = "";

  override connect(): void {
    document.addEventListener("keydown", this.press);
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.press);
  }

  /** `data-palette-first-param`: the kind of lines that stands first, as long as nothing is typed. */
  open({ params }: { params?: { first?: string } } = {}): void {
    if (this.dialogTarget.open) return;
    this.first = params?.first ?? "";
    this.inputTarget.value = "";
    this.dialogTarget.showModal();
    this.inputTarget.focus();
    void this.find();
  }

  search(): void {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.find(), PAUSE);
  }

  move(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (event.key === "Enter") this.go(event.ctrlKey || event.metaKey ? this.searching : this.chosen);
    if (!step) return;
    event.preventDefault();
    const { lines } = this;
    this.choose(lines.at((lines.indexOf(this.chosen as HTMLElement) + step) % lines.length));
  }

  follow({ target }: Event): void {
    this.go((target as Element).closest<HTMLElement>('[role="option"]'));
  }

  closeOutside({ target }: Event): void {
    if (target === this.dialogTarget) this.dialogTarget.close();
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.open();
  };

  private async find(): Promise<void> {
    const words = this.inputTarget.value.trim();
    const turn = ++this.asked;
    const answer = await fetch(`${this.urlValue}?${new URLSearchParams({ q: words })}`, { headers: { Accept: "application/json" } }).catch(
      () => null,
    );
    const { groups } = answer?.ok ? ((await answer.json()) as { groups: Group[] }) : { groups: [] };
    if (turn !== this.asked) return;
    const isFirst = ({ entries }: Group) => Number(!words && entries[0]?.kind === this.first);
    groups.sort((one, other) => isFirst(other) - isFirst(one));
    this.listTarget.replaceChildren(...drawGroups(groups, words, this.lineTarget));
    this.noneTarget.hidden = groups.length > 0;
    this.choose(this.lines[0]);
  }

  private choose(chosen: HTMLElement | undefined): void {
    for (const line of this.lines) line.ariaSelected = String(line === chosen);
    this.inputTarget.setAttribute("aria-activedescendant", chosen?.id ?? "");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  private go(line: HTMLElement | null | undefined): void {
    if (line?.dataset.url) location.assign(line.dataset.url);
  }

  private get lines(): HTMLElement[] {
    return [...this.listTarget.querySelectorAll<HTMLElement>('[role="option"]')];
  }

  /** The line that leads on to the results of a search. */
  private get searching(): HTMLElement | undefined {
    return this.lines.find((line) => line.dataset.kind === "search");
  }

  private get chosen(): HTMLElement | undefined {
    return this.lines.find((line) => line.ariaSelected === "true");
  }
}
