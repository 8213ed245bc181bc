/* SPDX-License-Identifier: AGPL-3.0-or-later */

const GAP = 6;
const MOST = 300; // px
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

export type Suggestion<Kind> = {
  /** What the list holds, said to those who hear it. */
  label: string;
  draw(one: Kind): (Node | string)[];
  choose(one: Kind): void;
};

let count = 0;

/** A list of choices at a field that keeps the focus (ARIA: a textbox with a listbox). It lies above everything, over the field. */
export class Suggestions<Kind> {
  private readonly list = document.createElement("div");
  private found: readonly Kind[] = [];
  private current = 0;

  constructor(
    private readonly field: HTMLTextAreaElement,
    private readonly kind: Suggestion<Kind>,
  ) {
    this.list.className = "r-menu c-suggestions";
    this.list.id = `suggestions-${++count}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", kind.label);
    this.list.setAttribute("popover", "manual");
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => this.click(event));
    (field.closest("form") ?? field.parentElement ?? document.body).append(this.list); // a landmark holds it
  }

  get isOpen(): boolean {
    return this.found.length > 0;
  }

  show(found: readonly Kind[]): void {
    if (found.length === 0) this.hide();
    else this.open(found);
  }

  private open(found: readonly Kind[]): void {
    this.found = found;
    this.list.replaceChildren(...found.map((one, nth) => this.line(one, nth)));
    this.list.showPopover?.();
    this.field.setAttribute("aria-autocomplete", "list");
    this.field.setAttribute("aria-haspopup", "listbox");
    this.field.setAttribute("aria-controls", this.list.id);
    this.select(0);
    this.place();
  }

  hide(): void {
    if (!this.isOpen) return;
    this.found = [];
    this.list.hidePopover?.();
    this.list.replaceChildren();
    for (const name of ["aria-autocomplete", "aria-haspopup", "aria-controls", "aria-activedescendant"]) this.field.removeAttribute(name);
  }

  remove(): void {
    this.hide();
    this.list.remove();
  }

  /** Whether the key was one of the list's; Escape is the caller's, who must not open it again at once. */
  press(event: KeyboardEvent): boolean {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const step = STEPS[event.key];
    if (step) this.select((this.current + step + this.found.length) % this.found.length);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) this.choose(this.current);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  private line(one: Kind, nth: number): HTMLElement {
    const line = document.createElement("div");
    line.className = "r-option";
    line.id = `${this.list.id}-${nth}`;
    line.dataset.nth = String(nth);
    line.setAttribute("role", "option");
    line.append(...this.kind.draw(one));
    return line;
  }

  private select(nth: number): void {
    this.current = nth;
    for (const line of this.list.children) line.setAttribute("aria-selected", String(line === this.list.children[nth]));
    const line = this.list.children[nth];
    this.field.setAttribute("aria-activedescendant", line?.id ?? "");
    line?.scrollIntoView?.({ block: "nearest" });
  }

  private click({ target }: Event): void {
    const line = (target as Element).closest<HTMLElement>(".r-option");
    if (line) this.choose(Number(line.dataset.nth));
  }

  private choose(nth: number): void {
    const one = this.found[nth];
    this.hide();
    if (one !== undefined) this.kind.choose(one);
  }

  /** Over the field, or below it where there is more room, and never longer than that. */
  private place(): void {
    const { left, top, bottom, width } = (this.field.closest(".r-composer") ?? this.field).getBoundingClientRect();
    const { style } = this.list;
    style.maxHeight = "";
    const rooms = { above: top - 2 * GAP, below: innerHeight - bottom - 2 * GAP };
    const isAbove = rooms.above >= this.list.offsetHeight || rooms.above >= rooms.below;
    style.maxHeight = `${Math.min(MOST, isAbove ? rooms.above : rooms.below)}px`;
    style.maxWidth = `${Math.max(width, 240)}px`;
    style.left = `${Math.max(GAP, Math.min(left, innerWidth - this.list.offsetWidth - GAP))}px`;
    style.top = `${isAbove ? top - this.list.offsetHeight - GAP : bottom + GAP}px`;
  }
}
