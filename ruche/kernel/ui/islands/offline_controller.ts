/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div class="r-banner" hidden data-controller="offline" data-offline-probe-value="/healthz">…</div> */
import { Controller } from "@hotwired/stimulus";

const PAUSE = 5000;

/** Shows a banner while the server cannot be reached, whatever the browser believes of the network. */
export default class Offline extends Controller<HTMLElement> {
  static override values = { probe: String };
  declare readonly probeValue: string;
  private waiting = 0;

  override connect(): void {
    addEventListener("offline", this.lost);
    addEventListener("online", this.look);
    document.addEventListener("requests:unreachable", this.lost);
    if (!navigator.onLine) this.lost();
  }

  override disconnect(): void {
    clearTimeout(this.waiting);
    removeEventListener("offline", this.lost);
    removeEventListener("online", this.look);
    document.removeEventListener("requests:unreachable", this.lost);
  }

  private readonly lost = (): void => {
    this.element.hidden = false;
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(this.look, PAUSE);
  };

  private readonly look = async (): Promise<void> => {
    const answer = await fetch(this.probeValue, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) this.element.hidden = true;
    else this.lost();
  };
}
