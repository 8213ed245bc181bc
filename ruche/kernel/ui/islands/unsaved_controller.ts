/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form data-controller="unsaved">…</form> */
import { Controller } from "@hotwired/stimulus";

/** The browser asks before a page with unsaved fields is left. */
export default class Unsaved extends Controller<HTMLFormElement> {
  private isChanged = false;

  override connect(): void {
    this.element.addEventListener("input", this.change);
    this.element.addEventListener("submit", this.forget);
    addEventListener("beforeunload", this.ask);
  }

  override disconnect(): void {
    this.element.removeEventListener("input", this.change);
    this.element.removeEventListener("submit", this.forget);
    removeEventListener("beforeunload", this.ask);
  }

  private readonly change = (): void => {
    this.isChanged = true;
  };

  private readonly forget = (): void => {
    this.isChanged = false;
  };

  private readonly ask = (event: BeforeUnloadEvent): void => {
    if (this.isChanged) event.preventDefault();
  };
}
