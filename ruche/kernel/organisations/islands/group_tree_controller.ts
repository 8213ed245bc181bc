/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="group-tree" data-action="pointerdown->group-tree#press keydown->group-tree#type click->group-tree#hold:capture" data-group-tree-lifted-value="“%s” is lifted…">
     <ul><li data-group-tree-target="top" hidden>…</li><li data-group-tree-target="row" data-group="…" data-parent="…" data-depth="0" data-name="…" data-takes data-moves="/…/move/"><a data-grip>…</a></li></ul>
     <p role="status" data-group-tree-target="status"></p> <dialog data-group-tree-target="dialog"><div data-group-tree-target="preview"></div></dialog></div> */
import { Controller } from "@hotwired/stimulus";
import { Dragging } from "./dragging.ts";
import { EdgeScrolling } from "./edge_scrolling.ts";
import { Carrying } from "./group_carrying.ts";

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
type Words = "lifted" | "into" | "top" | "left" | "nowhere";

/** Takes a group into another: by its grip, or by M and the arrows. Where it is put down, the server says what would change. */
export default class GroupTree extends Controller<HTMLElement> {
  static override targets = ["row", "top", "status", "dialog", "preview"];
  static override values = { lifted: String, into: String, top: String, left: String, nowhere: String };
  declare readonly rowTargets: HTMLElement[];
  declare readonly topTargets: HTMLElement[];
  declare readonly statusTarget: HTMLElement;
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly previewTarget: HTMLElement;
  declare readonly liftedValue: string;
  declare readonly intoValue: string;
  declare readonly topValue: string;
  declare readonly leftValue: string;
  declare readonly nowhereValue: string;

  private carrying: Carrying | undefined;
  private dragging: Dragging | undefined;
  private scrolling: EdgeScrolling | undefined;
  private wasDragged = false;

  override disconnect(): void {
    this.release();
  }

  press(event: PointerEvent): void {
    const row = event.button === 0 && (event.target as Element).closest("[data-grip]")?.closest<HTMLElement>("[data-moves]");
    if (!row) return;
    event.preventDefault();
    this.wasDragged = false;
    this.scrolling = new EdgeScrolling(this.element, (x, y) => this.carrying?.aimUnder(x, y));
    this.dragging = new Dragging(
      event,
      (x, y) => this.drag(row, x, y),
      (isDropped) => (isDropped ? this.drop() : this.release()),
    );
  }

  /** The click that ends a drag is not one on the link under the grip. */
  hold(event: Event): void {
    if (!this.wasDragged) return;
    event.preventDefault();
    event.stopPropagation();
  }

  type(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.dialogTarget.open) return;
    if (this.carrying) this.steer(event, this.carrying);
    else if (event.key.toLowerCase() === "m") this.liftFocused(event);
  }

  private drag(row: HTMLElement, x: number, y: number): void {
    this.wasDragged = true;
    this.carrying ??= this.lift(row);
    this.carrying.aimUnder(x, y);
    this.scrolling?.follow(x, y);
  }

  private drop(): void {
    const address = this.carrying?.address;
    this.release();
    if (address) void this.show(address);
  }

  private liftFocused(event: KeyboardEvent): void {
    const row = (event.target as Element).closest<HTMLElement>("[data-moves]");
    if (!row) return;
    event.preventDefault();
    this.carrying = this.lift(row);
    const hasPlaces = this.carrying.places.length > 0;
    if (!hasPlaces) this.release();
    this.say(hasPlaces ? "lifted" : "nowhere", row);
  }

  private steer(event: KeyboardEvent, carrying: Carrying): void {
    const step = STEPS[event.key];
    if (step) {
      const place = carrying.step(step);
      if (place) this.say(carrying.isTop(place) ? "top" : "into", place);
    } else if (event.key === "Enter" && carrying.aim) this.drop();
    else if (event.key === "Escape" || event.key === "Tab" || event.key.toLowerCase() === "m") this.leave();
    else if (event.key !== "Enter") return;
    if (event.key !== "Tab") event.preventDefault();
  }

  private lift(row: HTMLElement): Carrying {
    return new Carrying(row, this.element, this.rowTargets, this.topTargets);
  }

  private leave(): void {
    this.release();
    this.statusTarget.textContent = this.leftValue;
  }

  private release(): void {
    this.dragging?.end();
    setTimeout(() => (this.wasDragged = false)); // a finger that lets go makes no click, and the next one is meant
    this.scrolling?.end();
    this.carrying?.end();
    this.carrying = this.dragging = undefined;
  }

  private async show(address: string): Promise<void> {
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.previewTarget.innerHTML = await answer.text();
      this.dialogTarget.showModal();
      this.dialogTarget.querySelector<HTMLElement>(".r-btn-primary")?.focus();
    } catch {
      window.location.assign(address);
    }
  }

  private say(words: Words, row: HTMLElement): void {
    this.statusTarget.textContent = this[`${words}Value`].replace("%s", row.dataset.name ?? "");
  }
}
