/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { nextPlace, placesFor } from "./group_places.ts";

/** A group on its way: where it may go, where it would go now, and how both look meanwhile. */
export class Carrying {
  aim: HTMLElement | undefined;

  constructor(
    readonly row: HTMLElement,
    private readonly frame: HTMLElement,
    private readonly rows: HTMLElement[],
    private readonly tops: HTMLElement[],
  ) {
    row.classList.add("is-lifted");
    frame.classList.add("is-moving");
    for (const top of tops) top.hidden = !row.dataset.parent;
  }

  get places(): HTMLElement[] {
    return placesFor(this.row, this.rows, this.tops);
  }

  /** Where the page would say what changes; nothing while it aims nowhere. */
  get address(): string | undefined {
    return this.aim && `${this.row.dataset.moves}?parent_id=${this.aim.dataset.group ?? ""}`;
  }

  /** The place after (1) or before (-1) the present one. */
  step(by: number): HTMLElement | undefined {
    const place = nextPlace(this.places, this.aim ?? this.row, by);
    this.aimAt(place);
    place?.scrollIntoView({ block: "nearest" });
    return place;
  }

  /** What lies under the pointer, if the group may go there. */
  aimUnder(x: number, y: number): void {
    const under = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-group-tree-target]");
    this.aimAt(this.places.find((place) => place === under));
  }

  isTop(place: HTMLElement): boolean {
    return this.tops.includes(place);
  }

  end(): void {
    this.aim?.classList.remove("is-target");
    this.row.classList.remove("is-lifted");
    this.frame.classList.remove("is-moving");
    for (const top of this.tops) top.hidden = true;
  }

  private aimAt(place: HTMLElement | undefined): void {
    this.aim?.classList.remove("is-target");
    this.aim = place;
    place?.classList.add("is-target");
  }
}
