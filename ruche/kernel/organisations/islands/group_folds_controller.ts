/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <body data-controller="group-folds" data-group-folds-key-value="…">
     <form data-action="input->group-folds#narrow change->group-folds#narrow submit->group-folds#stay"><input data-group-folds-target="search"> <select data-group-folds-target="kind">…</select></form>
     <ul data-action="click->group-folds#turn keydown->group-folds#type"><li data-group-folds-target="row" data-depth="0" data-group="…" data-name="…" data-kind="team"><button data-fold aria-expanded="true">…</button></li></ul>
     <p role="status" data-group-folds-target="count" data-words="%s of %s groups"></p> <p data-group-folds-target="nothing" hidden>…</p> */
import { Controller } from "@hotwired/stimulus";
import { read, write } from "../../ui/islands/storage.ts";
import { plain, shownRows } from "./shown_rows.ts";

/** Folds groups away, as this browser remembers it, and narrows the tree to those that match, with what they are inside of. */
export default class GroupFolds extends Controller<HTMLElement> {
  static override targets = ["row", "search", "kind", "count", "nothing"];
  static override values = { key: String };
  declare readonly rowTargets: HTMLElement[];
  declare readonly hasRowTarget: boolean;
  declare readonly searchTarget: HTMLInputElement;
  declare readonly hasSearchTarget: boolean;
  declare readonly kindTarget: HTMLSelectElement;
  declare readonly countTarget: HTMLElement;
  declare readonly nothingTarget: HTMLElement;
  declare readonly keyValue: string;

  private folded = new Set<string>();

  override connect(): void {
    this.folded = new Set((read(this.keyValue) ?? "").split(" ").filter(Boolean));
    if (!this.hasRowTarget) return;
    this.openWayTo(this.rowTargets.find((row) => row.classList.contains("is-on")));
    this.show();
  }

  narrow(): void {
    this.show(true);
  }

  /** Everything is on the page already. */
  stay(event: Event): void {
    event.preventDefault();
    this.show(true);
  }

  turn(event: Event): void {
    const row = (event.target as Element).closest("[data-fold]")?.closest<HTMLElement>("[data-group]");
    if (row) this.fold(row, !this.folded.has(row.dataset.group ?? ""));
  }

  /** Left folds, right unfolds, as in every tree; while a group is carried its own arrows are up and down. */
  type(event: KeyboardEvent): void {
    const row = (event.target as Element).closest<HTMLElement>("[data-group]");
    const isFold = event.key === "ArrowLeft";
    if (!row?.querySelector("[data-fold]") || (!isFold && event.key !== "ArrowRight") || event.altKey || event.ctrlKey || event.metaKey)
      return;
    event.preventDefault();
    this.fold(row, isFold);
  }

  all({ params }: { params: { folded: boolean } }): void {
    const inner = this.rowTargets.filter((row) => row.querySelector("[data-fold]"));
    this.folded = new Set(params.folded ? inner.map((row) => row.dataset.group ?? "") : []);
    this.keep();
  }

  private fold(row: HTMLElement, isFolded: boolean): void {
    if (isFolded) this.folded.add(row.dataset.group ?? "");
    else this.folded.delete(row.dataset.group ?? "");
    this.keep();
  }

  private keep(): void {
    write(this.keyValue, [...this.folded].join(" "));
    this.show();
  }

  private openWayTo(row: HTMLElement | undefined): void {
    for (let id = row?.dataset.parent; id; id = this.rowTargets.find((one) => one.dataset.group === id)?.dataset.parent)
      this.folded.delete(id);
  }

  private show(isSaid = false): void {
    const words = this.hasSearchTarget ? plain(this.searchTarget.value).split(" ").filter(Boolean) : [];
    const kind = this.hasSearchTarget ? this.kindTarget.value : "";
    const { shown, matching } = shownRows(this.rowTargets, { words, kind, folded: this.folded });
    for (const row of this.rowTargets) {
      row.hidden = !shown.has(row);
      row.classList.toggle("is-around", shown.has(row) && !matching.has(row));
      const button = row.querySelector("[data-fold]");
      if (button) button.ariaExpanded = String(!this.folded.has(row.dataset.group ?? "") || words.length > 0 || kind !== "");
    }
    this.nothingTarget.hidden = shown.size > 0;
    if (isSaid) this.countTarget.textContent = this.said(matching.size);
  }

  private said(matching: number): string {
    return (this.countTarget.dataset.words ?? "").replace("%s", String(matching)).replace("%s", String(this.rowTargets.length));
  }
}
