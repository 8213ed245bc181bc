/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <button data-controller="reload" data-action="reload#now online@window->reload#now">Try again</button> */
import { Controller } from "@hotwired/stimulus";

/** Loads the page again. */
export default class Reload extends Controller {
  now(): void {
    location.reload();
  }
}
