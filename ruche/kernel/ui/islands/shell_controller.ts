/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <body class="r-shell" data-controller="shell" data-action="shortcuts:sidebar->shell#toggleSidebar shortcuts:panel->shell#togglePanel"> */
import { Controller } from "@hotwired/stimulus";
import { read, remove, write } from "./storage.ts";

const FOLDED = "ruche:sidebar-folded";
const WIDE = "(min-width: 64rem)";

/** Folds the sidebar (kept on this device) and the panel. Where the sidebar has no room it opens over the page. */
export default class Shell extends Controller<HTMLElement> {
  override connect(): void {
    this.element.classList.toggle("is-folded", read(FOLDED) !== null);
  }

  toggleSidebar(): void {
    if (!matchMedia(WIDE).matches) {
      this.element.classList.toggle("is-sidebar-open");
    } else if (this.element.classList.toggle("is-folded")) {
      write(FOLDED, "1");
    } else {
      remove(FOLDED);
    }
  }

  togglePanel(): void {
    this.element.classList.toggle("is-panel-folded");
  }

  /** A click on the page closes the sidebar that lies over it. */
  closeSidebar(): void {
    this.element.classList.remove("is-sidebar-open");
  }
}
