/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div role="log" data-controller="blocked" data-blocked-url-value="/api/v1/o/…/blocks/" data-blocked-word-value="You block this person. Show">:
   around rows with data-author (chat/channel_detail.html) */
import { Controller } from "@hotwired/stimulus";
import { read, write } from "../../ui/islands/storage.ts";

type Answer = { results: { id: string }[] };

/** Folds what blocked people wrote, in this browser only; one press unfolds a row. */
export default class Blocked extends Controller<HTMLElement> {
  static override values = { url: String, word: String };
  declare readonly urlValue: string;
  declare readonly wordValue: string;
  private ids = new Set<string>();
  private arrivals?: MutationObserver;

  override connect(): void {
    this.arrivals = new MutationObserver(() => this.fold());
    this.know(read(this.key)?.split(" ").filter(Boolean) ?? []);
    void this.ask();
  }

  override disconnect(): void {
    this.arrivals?.disconnect();
  }

  /** What was known the last time folds at once; what is so now follows. */
  private async ask(): Promise<void> {
    const answer = await fetch(this.urlValue, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const ids = ((await answer.json()) as Answer).results.map((person) => person.id);
    if (ids.length > 0 || read(this.key)) write(this.key, ids.join(" "));
    this.know(ids);
  }

  private know(ids: string[]): void {
    this.ids = new Set(ids);
    this.arrivals?.disconnect();
    for (const row of this.element.querySelectorAll<HTMLElement>("[data-author].is-folded")) {
      if (!this.ids.has(row.dataset.author ?? "")) this.unfold(row);
    }
    this.fold();
    if (this.ids.size > 0) this.arrivals?.observe(this.element, { childList: true, subtree: true });
  }

  private fold(): void {
    if (this.ids.size === 0) return;
    for (const row of this.element.querySelectorAll<HTMLElement>("[data-author]:not(.is-folded, .is-unfolded)")) {
      if (!this.ids.has(row.dataset.author ?? "")) continue;
      row.classList.add("is-folded");
      row.append(this.button(row));
    }
  }

  private button(row: HTMLElement): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "r-btn r-btn-sm r-unfold";
    button.textContent = this.wordValue;
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      row.classList.add("is-unfolded");
      this.unfold(row);
      row.focus();
    });
    return button;
  }

  private unfold(row: HTMLElement): void {
    row.classList.remove("is-folded");
    row.querySelector(".r-unfold")?.remove();
  }

  private get key(): string {
    return `ruche:blocked:${this.urlValue}`;
  }
}
