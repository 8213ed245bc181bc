/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form data-controller="mention" data-mention-url-value="/api/v1/…/people/" data-mention-label-value="People" data-mention-reader-value="0199…"
         data-mention-all-value="all" data-mention-everybody-value="Everybody in this channel"><textarea></textarea></form> */
import { Controller } from "@hotwired/stimulus";
import { askedIn, authorsOn, type Candidate, matching } from "./candidates.ts";
import { chosenIn, remember } from "./chosen.ts";
import { passageOf, replace } from "./field.ts";
import { fold } from "./folding.ts";
import { Suggestions } from "./suggestions.ts";

const PAUSE = 120;
const ALL = "all";

/** "@" in the textarea inside: people of the channel to choose from. Who is chosen is kept in chosen.ts and announced: `mention:chosen`. */
export default class MentionIsland extends Controller<HTMLElement> {
  static override values = { url: String, label: String, reader: String, all: String, everybody: String };
  declare readonly urlValue: string;
  declare readonly labelValue: string;
  declare readonly readerValue: string;
  declare readonly allValue: string; // "" where the reader may not call everybody
  declare readonly everybodyValue: string;

  private list?: Suggestions<Candidate>;
  private people: Candidate[] = []; // those the server named so far
  private readonly asked = new Set<string>();
  private left: number | null = null; // the "@" whose list was closed with Escape
  private waiting?: number;

  override connect(): void {
    const field = this.element.querySelector("textarea");
    if (!field) return;
    this.list = new Suggestions(field, { label: this.labelValue, draw: (one) => this.draw(one), choose: (one) => this.choose(field, one) });
    this.element.addEventListener("keydown", this.press, { capture: true });
    this.element.addEventListener("input", this.look);
    field.addEventListener("click", this.look);
    field.addEventListener("keyup", this.moved);
    field.addEventListener("blur", this.close);
  }

  override disconnect(): void {
    clearTimeout(this.waiting);
    this.element.removeEventListener("keydown", this.press, { capture: true });
    this.element.removeEventListener("input", this.look);
    this.list?.remove();
  }

  private readonly close = (): void => this.list?.hide();

  private readonly press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.list?.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.left = this.calling?.from ?? null;
      this.list.hide();
    } else {
      this.list?.press(event);
    }
  };

  private readonly moved = ({ key }: KeyboardEvent): void => {
    if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) this.look();
  };

  private readonly look = (): void => {
    const { calling } = this;
    if (this.left !== null && this.left !== calling?.from) this.left = null;
    if (calling && this.left !== calling.from && !this.isChosen(calling.words)) this.offer(calling.words);
    else this.close();
  };

  private offer(words: string): void {
    this.show(words);
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.ask(words), PAUSE);
  }

  private show(words: string): void {
    const found = matching([...authorsOn(document, this.readerValue), ...this.people], words);
    const isForAll = this.allValue && [this.allValue, ALL].some((one) => fold(one).startsWith(fold(words)));
    const all: Candidate = { id: ALL, name: this.allValue, initials: "@", hue: "" };
    if (!isForAll) this.list?.show(found);
    else this.list?.show(words ? [all, ...found] : [...found, all]);
  }

  /** What the page does not know: the people of the channel with these words in their name. */
  private async ask(words: string): Promise<void> {
    if (this.asked.has(words) || words.split(" ").length > 4) return;
    this.asked.add(words);
    try {
      const answer = await fetch(`${this.urlValue}?${new URLSearchParams({ q: words })}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { results } = (await answer.json()) as { results: Candidate[] };
      this.people = [...this.people, ...results.filter((one) => one.id !== this.readerValue)];
    } catch {
      this.asked.delete(words); // out of reach: those on the page are offered, and it is asked again
    }
    if (this.calling && this.left !== this.calling.from && !this.isChosen(this.calling.words)) this.show(this.calling.words);
  }

  private choose(field: HTMLTextAreaElement, { id, name }: Candidate): void {
    const { calling } = this;
    if (!calling) return;
    const { value, start } = passageOf(field);
    remember(field, [{ id, name }]);
    replace(field, calling.from, start, `@${name}${/^[\s.,;:!?)]/.test(value.slice(start)) ? "" : " "}`);
    this.dispatch("chosen", { detail: { id, name } });
  }

  private draw({ id, name, initials, hue }: Candidate): (Node | string)[] {
    const face = document.createElement("span");
    face.className = `r-av r-av-24${hue ? ` r-hue-${hue}` : ""}`;
    face.setAttribute("aria-hidden", "true");
    face.textContent = initials;
    const words = document.createElement("span");
    words.className = "r-cut";
    words.textContent = id === ALL ? `@${name}` : name;
    if (id !== ALL) {
      face.dataset.member = id;
      return [face, words];
    }
    const note = document.createElement("small");
    note.textContent = this.everybodyValue;
    return [face, words, note];
  }

  /** Somebody was chosen here already: what follows is the sentence. */
  private isChosen(words: string): boolean {
    const field = this.element.querySelector("textarea");
    return Boolean(field) && chosenIn(field as HTMLTextAreaElement).some(({ name }) => [name, `${name} `].includes(words));
  }

  private get calling(): { from: number; words: string } | null {
    const field = this.element.querySelector("textarea");
    if (!field || field.selectionStart !== field.selectionEnd) return null;
    return askedIn(field.value, field.selectionStart);
  }
}
