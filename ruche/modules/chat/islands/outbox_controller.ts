/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <a class="r-rail-item" data-controller="outbox" data-outbox-refused-value="Not sent in {title}: {reason}">: selectors/rail.py */
import { Controller } from "@hotwired/stimulus";
import { announce } from "../../../kernel/ui/islands/toast.ts";
import { type ChangeEvent, delivery } from "./delivery.ts";

/** On every page: what was written leaves as soon as it can, and a refusal is said where its channel is not shown. */
export default class OutboxIsland extends Controller<HTMLElement> {
  static override values = { refused: String };
  declare readonly refusedValue: string;

  override connect(): void {
    document.addEventListener("outbox:change", this.hear);
    delivery.start();
  }

  override disconnect(): void {
    document.removeEventListener("outbox:change", this.hear);
    delivery.stop();
  }

  private readonly hear = (event: Event): void => {
    const { pending, state } = (event as ChangeEvent).detail;
    if (state !== "failed" || document.querySelector(`[data-sending-channel-value="${CSS.escape(pending.channel)}"]`)) return;
    announce({ message: this.refusedValue.replace("{title}", pending.title).replace("{reason}", pending.reason ?? ""), kind: "bad" });
  };
}
