/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="scope-picker">: access/_assignment_form.html. Targets: words (a field), list (the list of groups), none */
import { Controller } from "@hotwired/stimulus";

/** Finds a group in a long list while its name is typed. Without script the list is there, whole. */
export default class ScopePicker extends Controller<HTMLElement> {
  static override targets = ["words", "list"];
  declare readonly wordsTarget: HTMLInputElement;
  declare readonly listTarget: HTMLSelectElement;
  private all: HTMLOptionElement[] = [];

  override connect(): void {
    this.all = [...this.listTarget.options];
    this.wordsTarget.hidden = this.all.length < 9;
  }

  /** Options are taken out and put back: not every browser hides one. The chosen one and the first stay. */
  apply(): void {
    const words = plain(this.wordsTarget.value);
    const chosen = this.listTarget.selectedOptions[0];
    const kept = this.all.filter((one) => one === chosen || one.value === "" || plain(one.text).includes(words));
    this.listTarget.replaceChildren(...kept);
    if (chosen) this.listTarget.value = chosen.value;
  }
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
