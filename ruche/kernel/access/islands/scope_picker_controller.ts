/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="scope-picker">: access/assignment_creation.html. Targets: row (hidden) with words (a field) in it; beside it a list,
   which is a target of its own where there are several */
import { Controller } from "@hotwired/stimulus";

/** A list this short is read faster than a field is filled in. */
const FEW = 9;

/** Finds a group in a long list while its name is typed. Without script the list is there, whole. */
export default class ScopePicker extends Controller<HTMLElement> {
  static override targets = ["row", "words", "list"];
  declare readonly rowTarget: HTMLElement;
  declare readonly wordsTarget: HTMLInputElement;
  declare readonly listTarget: HTMLSelectElement;
  declare readonly hasListTarget: boolean;
  private all: HTMLOptionElement[] = [];

  override connect(): void {
    this.all = [...(this.list?.options ?? [])];
    this.rowTarget.hidden = this.all.length < FEW;
  }

  /** Options are taken out and put back: not every browser hides one. The chosen one and the first stay. */
  apply(): void {
    const words = plain(this.wordsTarget.value);
    const chosen = this.list?.selectedOptions[0];
    const kept = this.all.filter((one) => one === chosen || one.value === "" || plain(one.text).includes(words));
    this.list?.replaceChildren(...kept);
    if (this.list && chosen) this.list.value = chosen.value;
  }

  /** Enter in the field would send the form around it. */
  stay(event: Event): void {
    event.preventDefault();
  }

  private get list(): HTMLSelectElement | null {
    return this.hasListTarget ? this.listTarget : this.element.querySelector("select");
  }
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
