/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <button type="button" data-controller="print" data-action="print#now">Print</button> */
import { Controller } from "@hotwired/stimulus";

/** Opens the browser's print dialog. */
export default class Print extends Controller {
  now(): void {
    window.print();
  }
}
