/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <fieldset data-controller="audience" data-audience-count-url-value="/o/…/audiences/count/">: access/_audience_field.html.
   Targets: see (radios), act (lists), group (the row of the group, with a list), count (says how many people that is) */
import { Controller } from "@hotwired/stimulus";

const GROUP = 1;

/** Nobody may do more than those who see it; the group is asked for where one of the answers needs it; the choice says whom it reaches. */
export default class Audience extends Controller<HTMLElement> {
  static override targets = ["see", "act", "group", "count"];
  static override values = { countUrl: String };
  declare readonly seeTargets: HTMLInputElement[];
  declare readonly actTargets: HTMLSelectElement[];
  declare readonly groupTarget: HTMLElement;
  declare readonly countTarget: HTMLElement;
  declare readonly hasCountTarget: boolean;
  declare readonly countUrlValue: string;
  private asked = 0;

  override connect(): void {
    this.cap();
    void this.count();
  }

  choose(): void {
    this.cap();
    void this.count();
  }

  cap(): void {
    const see = this.see;
    for (const act of this.actTargets) {
      for (const option of act.options) option.disabled = Number(option.value) > see;
      if (Number(act.value) > see) act.value = String(see);
    }
    this.groupTarget.hidden = see !== GROUP && !this.actTargets.some((act) => Number(act.value) === GROUP);
  }

  /** Of several answers the last one asked for counts. Without an answer nothing is said. */
  async count(): Promise<void> {
    if (!this.hasCountTarget || !this.countUrlValue) return;
    const turn = ++this.asked;
    const group = this.see === GROUP ? (this.groupTarget.querySelector("select")?.value ?? "") : "";
    const words = this.see === GROUP && !group ? "" : await this.ask(group);
    if (turn !== this.asked) return;
    this.countTarget.textContent = words;
    this.countTarget.hidden = words === "";
  }

  private async ask(group: string): Promise<string> {
    const query = new URLSearchParams({ level: String(this.see), group });
    const answer = await fetch(`${this.countUrlValue}?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
    return answer?.ok ? ((await answer.json()) as { words: string }).words : "";
  }

  private get see(): number {
    return Number(this.seeTargets.find((radio) => radio.checked)?.value ?? 0);
  }
}
