/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <button data-controller="refresh" data-action="refresh#now" data-refresh-done-value="Everything is up to date.">Look for news</button> */
import { Controller } from "@hotwired/stimulus";
import { live } from "./live/live.ts";
import { announce } from "./toast.ts";

/** A refresh by hand: a new line to the server, and all that was missed. */
export default class Refresh extends Controller<HTMLButtonElement> {
  static override values = { done: String };
  declare readonly doneValue: string;
  private isAsked = false;

  override connect(): void {
    document.addEventListener("live:caught-up", this.tell);
  }

  override disconnect(): void {
    document.removeEventListener("live:caught-up", this.tell);
  }

  now(): void {
    this.isAsked = true;
    live.refresh();
  }

  private readonly tell = (): void => {
    if (this.isAsked) announce({ message: this.doneValue });
    this.isAsked = false;
  };
}
