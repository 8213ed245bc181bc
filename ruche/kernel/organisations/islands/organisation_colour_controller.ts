/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="organisation-colour" data-action="input->organisation-colour#wear">radios, then <input type="color" data-organisation-colour-target="picker"></div> */
import { Controller } from "@hotwired/stimulus";

/** The page wears the colour that is being chosen; picking one of one's own chooses it. */
export default class OrganisationColour extends Controller<HTMLElement> {
  static override targets = ["own", "picker"];
  static override values = { property: { type: String, default: "--org" } };
  declare readonly ownTarget: HTMLInputElement;
  declare readonly pickerTarget: HTMLInputElement;
  declare readonly propertyValue: string;

  wear({ target }: Event): void {
    if (target === this.pickerTarget) this.ownTarget.checked = true;
    const colour = this.ownTarget.checked ? this.pickerTarget.value : (target as HTMLInputElement).value;
    document.documentElement.style.setProperty(this.propertyValue, colour || "initial");
  }
}
