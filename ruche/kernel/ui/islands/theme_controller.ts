/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form action="/preferences/" data-controller="theme"><button name="theme" value="dark" data-theme-target="choice" data-action="theme#choose"> */
import { Controller } from "@hotwired/stimulus";
import { csrfToken } from "./csrf.ts";

/** Light, dark or as the device: at once on this page, and kept with the person. Without script the form is sent. */
export default class Theme extends Controller<HTMLFormElement> {
  static override targets = ["choice"];
  declare readonly choiceTargets: HTMLButtonElement[];

  async choose(event: Event): Promise<void> {
    event.preventDefault();
    const { value } = event.currentTarget as HTMLButtonElement;
    document.documentElement.dataset.theme = value;
    for (const choice of this.choiceTargets) choice.ariaPressed = String(choice.value === value);
    await fetch(this.element.action, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
      body: new URLSearchParams({ theme: value }),
    });
  }
}
