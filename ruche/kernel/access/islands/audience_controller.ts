/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <fieldset data-controller="audience">: access/_audience_field.html. Targets: see (radios), act (lists), group (the row of the group) */
import { Controller } from "@hotwired/stimulus";

const GROUP = 1;

/** Nobody may do more than those who see it; the group is asked for where one of the answers needs it. */
export default class Audience extends Controller<HTMLElement> {
  static override targets = ["see", "act", "group"];
  declare readonly seeTargets: HTMLInputElement[];
  declare readonly actTargets: HTMLSelectElement[];
  declare readonly groupTarget: HTMLElement;

  override connect(): void {
    this.cap();
  }

  choose(): void {
    this.cap();
  }

  cap(): void {
    const see = this.see;
    for (const act of this.actTargets) {
      for (const option of act.options) option.disabled = Number(option.value) > see;
      if (Number(act.value) > see) act.value = String(see);
    }
    this.groupTarget.hidden = see !== GROUP && !this.actTargets.some((act) => Number(act.value) === GROUP);
  }

  private get see(): number {
    return Number(this.seeTargets.find((radio) => radio.checked)?.value ?? 0);
  }
}
