/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="role-filter">: access/_catalogue.html. Targets: words (the field), line, section, none, count */
import { Controller } from "@hotwired/stimulus";

/** Finds a permission in the catalogue by what it is called and what it opens; counts what is chosen in each section. */
export default class RoleFilter extends Controller<HTMLElement> {
  static override targets = ["words", "line", "section", "none"];
  declare readonly wordsTarget: HTMLInputElement;
  declare readonly lineTargets: HTMLElement[];
  declare readonly sectionTargets: HTMLElement[];
  declare readonly noneTarget: HTMLElement;

  override connect(): void {
    this.count();
  }

  apply(): void {
    const words = plain(this.wordsTarget.value).split(" ").filter(Boolean);
    for (const line of this.lineTargets) {
      const text = plain(line.textContent ?? "");
      line.hidden = !words.every((word) => text.includes(word));
    }
    for (const section of this.sectionTargets) section.hidden = !section.querySelector("[data-role-filter-target~=line]:not([hidden])");
    this.noneTarget.hidden = this.lineTargets.some((line) => !line.hidden);
  }

  count(): void {
    for (const section of this.sectionTargets) {
      const boxes = [...section.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
      const shown = section.querySelector("[data-count]");
      if (shown) shown.textContent = `${boxes.filter((box) => box.checked).length}/${boxes.length}`;
    }
  }

  /** Enter in the field would send the form of the role. */
  stay(event: Event): void {
    event.preventDefault();
  }
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}
