/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <time datetime="2026-03-12T08:14:00Z" data-controller="local-time" data-local-time-form-value="short">2026-03-12 08:14 UTC</time> */
import { Controller } from "@hotwired/stimulus";
import { type Form, readerTimes } from "./times.ts";

/** Writes an instant in the reader's language and zone; "today" is looked at again when the page comes back. */
export default class LocalTime extends Controller<HTMLTimeElement> {
  static override values = { form: { type: String, default: "short" } };
  declare formValue: Form;

  override connect(): void {
    this.write();
    document.addEventListener("visibilitychange", this.write);
  }

  override disconnect(): void {
    document.removeEventListener("visibilitychange", this.write);
  }

  private readonly write = (): void => {
    const instant = new Date(this.element.dateTime);
    const times = readerTimes();
    this.element.textContent = times.write(instant, this.formValue);
    this.element.title = times.write(instant, "long");
    this.element.dataset.written = "";
  };
}
