/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="group-tree" data-action="pointerdown->group-tree#press keydown->group-tree#type click->group-tree#hold:capture" data-group-tree-lifted-value="“%s” is lifted…">
     <ul><li data-group-tree-target="top" hidden>…</li><li data-group-tree-target="row" data-group="…" data-parent="…" data-depth="0" data-name="…" data-takes data-moves="/…/move/"><a data-grip>…</a></li></ul>
     <p role="status" data-group-tree-target="status"></p> <dialog data-group-tree-target="dialog"><div data-group-tree-target="preview"></div></dialog></div> */
import { Controller } from "@hotwired/stimulus";
import { nextPlace, placesFor } from "./group_places.ts";

const FAR_ENOUGH = 6;
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

  private moving: HTMLElement | undefined;
  private aim: HTMLElement | undefined;
  private pressed: { row: HTMLElement; x: number; y: number } | undefined;
  private wasDragged = false;

  override disconnect(): void {
    this.release();
  }

  press(event: PointerEvent): void {
    const row = event.button === 0 && (event.target as Element).closest("[data-grip]")?.closest<HTMLElement>("[data-moves]");
    if (!row) return;
    event.preventDefault();
    this.wasDragged = false;
    this.pressed = { row, x: event.clientX, y: event.clientY };
    window.addEventListener("pointermove", this.drag);
    window.addEventListener("pointerup", this.drop);
    window.addEventListener("pointercancel", this.letGo);
  }

  /** The click that ends a drag is not one on the link under the grip. */
  hold(event: Event): void {
    if (!this.wasDragged) return;
    this.wasDragged = false;
    event.preventDefault();
    event.stopPropagation();
  }

  type(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.dialogTarget.open) return;
    if (this.moving && !this.pressed) this.steer(event);
    else if (event.key.toLowerCase() === "m") this.liftFocused(event);
  }

  private readonly drag = ({ clientX, clientY }: PointerEvent): void => {
    const pressed = this.pressed;
    if (!pressed) return;
    if (!this.moving && Math.hypot(clientX - pressed.x, clientY - pressed.y) < FAR_ENOUGH) return;
    if (!this.moving) this.lift(pressed.row);
    this.wasDragged = true;
    const under = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>("[data-group-tree-target]");
    this.aimAt(this.places().find((place) => place === under));
  };

  private readonly drop = (): void => {
    const { moving, aim } = this;
    this.release();
    if (moving && aim) void this.show(moving, aim);
  };

  private readonly letGo = (): void => this.release();

  private liftFocused(event: KeyboardEvent): void {
    const row = (event.target as Element).closest<HTMLElement>("[data-moves]");
    if (!row) return;
    event.preventDefault();
    this.lift(row);
    const hasPlaces = this.places().length > 0;
    if (!hasPlaces) this.release();
    this.say(hasPlaces ? "lifted" : "nowhere", row);
  }

  private steer(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.aimAt(this.next(step), true);
    else if (event.key === "Escape" || event.key === "Tab") this.leave();
    else if (event.key === "Enter" && this.aim && this.moving) {
      const { moving, aim } = this;
      this.release();
      void this.show(moving, aim);
    } else if (event.key !== "Enter") return;
    if (event.key !== "Tab") event.preventDefault();
  }

  private next(step: number): HTMLElement | undefined {
    return this.moving && nextPlace(this.places(), this.aim ?? this.moving, step);
  }

  private places(): HTMLElement[] {
    return this.moving ? placesFor(this.moving, this.rowTargets, this.topTargets) : [];
  }

  private lift(row: HTMLElement): void {
    this.moving = row;
    row.classList.add("is-lifted");
    this.element.classList.add("is-moving");
    for (const top of this.topTargets) top.hidden = !row.dataset.parent;
  }

  private aimAt(place: HTMLElement | undefined, isSaid = false): void {
    this.aim?.classList.remove("is-target");
    this.aim = place;
    place?.classList.add("is-target");
    if (!place || !isSaid) return;
    place.scrollIntoView({ block: "nearest" });
    this.say(this.topTargets.includes(place) ? "top" : "into", place);
  }

  private leave(): void {
    this.release();
    this.statusTarget.textContent = this.leftValue;
  }

  private release(): void {
    window.removeEventListener("pointermove", this.drag);
    window.removeEventListener("pointerup", this.drop);
    window.removeEventListener("pointercancel", this.letGo);
    this.moving?.classList.remove("is-lifted");
    this.element.classList.remove("is-moving");
    for (const top of this.topTargets) top.hidden = true;
    this.aimAt(undefined);
    this.moving = this.pressed = undefined;
  }

  private async show(moving: HTMLElement, place: HTMLElement): Promise<void> {
    const address = `${moving.dataset.moves}?parent_id=${place.dataset.group ?? ""}`;
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
