/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="lost-rows" data-action="conversation:lacking->lost-rows#ask" data-lost-rows-url-value="…/messages/">:
   templates/chat/channel_detail.html */
import { Controller } from "@hotwired/stimulus";
import { keepPlace } from "./place.ts";
import { readPart } from "./read_part.ts";
import { rowsOf } from "./rows.ts";
import { positionOf } from "./stretch.ts";

/** What is told at once is fetched at once (ms). */
const PAUSE = 50;

/** Fetches the markers of messages that came and were deleted while this page heard of nothing. */
export default class LostRows extends Controller<HTMLElement> {
  static override values = { url: String };
  declare readonly urlValue: string;

  private readonly positions = new Set<number>();
  private waiting?: number;
  private isBusy = false;

  override disconnect(): void {
    clearTimeout(this.waiting);
  }

  ask({ detail: { position } }: CustomEvent<{ position: number }>): void {
    this.positions.add(position);
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.fetch(), PAUSE);
  }

  private async fetch(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    while (this.positions.size > 0 && (await this.fetchFrom(Math.min(...this.positions))));
    this.isBusy = false;
  }

  /** False out of reach: what is lacking is asked for with what comes next. */
  private async fetchFrom(first: number): Promise<boolean> {
    const answer = await readPart(`${this.urlValue}?after=${first - 1}`);
    if (!answer) return false;
    const found = [...answer.querySelectorAll<HTMLElement>("[data-part='rows'] > article")];
    this.put(found.filter((row) => this.positions.has(positionOf(row))));
    const last = positionOf(found.at(-1)) || Number.POSITIVE_INFINITY;
    for (const position of this.positions) if (position <= last) this.positions.delete(position);
    return true;
  }

  private put(found: HTMLElement[]): void {
    const log = this.element.querySelector<HTMLElement>("[role='log']");
    const rows = rowsOf(this.element);
    const put = () => {
      for (const row of found) rows.insert(row);
    };
    if (log && log.scrollTop < 0) keepPlace(log, rows.stretch.rows, put);
    else put();
  }
}
