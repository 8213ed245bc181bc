/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form data-controller="auto-submit" data-action="change->auto-submit#now input->auto-submit#soon">…</form> */
import { Controller } from "@hotwired/stimulus";

const PAUSE = 250;

/** Sends a form of filters by itself: a choice at once, a typed word after a pause. */
export default class AutoSubmit extends Controller<HTMLFormElement> {
  private waiting = 0;

  now(): void {
    clearTimeout(this.waiting);
    this.element.requestSubmit();
  }

  soon(event: Event): void {
    if (!(event.target as Element).matches('input[type="search"], input[type="text"]')) return;
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.element.requestSubmit(), PAUSE);
  }
}
