/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form data-controller="submit-once">…<button>Create the channel</button></form> */
import { Controller } from "@hotwired/stimulus";

/** A second click while a form is on its way does nothing; the button says that it is busy. */
export default class SubmitOnce extends Controller<HTMLFormElement> {
  private button: HTMLElement | null = null;

  override connect(): void {
    this.element.addEventListener("submit", this.submit, { capture: true });
    this.element.addEventListener("htmx:finally:request", this.release);
    addEventListener("pageshow", this.release);
  }

  override disconnect(): void {
    this.element.removeEventListener("submit", this.submit, { capture: true });
    this.element.removeEventListener("htmx:finally:request", this.release);
    removeEventListener("pageshow", this.release);
  }

  private readonly submit = (event: SubmitEvent): void => {
    if (this.element.ariaBusy === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.element.ariaBusy = "true";
    this.button = event.submitter;
    this.button?.classList.add("is-busy");
  };

  private readonly release = (): void => {
    this.element.ariaBusy = null;
    this.button?.classList.remove("is-busy");
  };
}
