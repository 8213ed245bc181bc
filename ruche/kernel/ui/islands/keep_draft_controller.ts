/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <textarea data-controller="keep-draft" data-keep-draft-key-value="chat-channel-0192…"></textarea> */
import { Controller } from "@hotwired/stimulus";
import { dropDraft, keepDraft, markSending, readDraft } from "./drafts.ts";

/** Keeps what is typed on this device until it has been sent, also when the session ends or the page is closed. */
export default class KeepDraft extends Controller<HTMLInputElement | HTMLTextAreaElement> {
  static override values = { key: String };
  declare readonly keyValue: string;

  override connect(): void {
    const draft = readDraft(this.keyValue);
    if (draft !== null && !this.element.value) {
      this.element.value = draft;
      this.element.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.element.addEventListener("input", this.keep);
    this.element.form?.addEventListener("submit", this.leave);
    this.element.form?.addEventListener("htmx:after:request", this.sent);
  }

  override disconnect(): void {
    this.element.removeEventListener("input", this.keep);
    this.element.form?.removeEventListener("submit", this.leave);
    this.element.form?.removeEventListener("htmx:after:request", this.sent);
  }

  private readonly keep = (): void => keepDraft(this.keyValue, this.element.value);

  private readonly leave = (event: Event): void => {
    if (!event.defaultPrevented) markSending(this.keyValue);
  };

  private readonly sent = (event: Event): void => {
    const { ctx } = (event as CustomEvent<{ ctx: { response: { status: number } } }>).detail;
    if (ctx.response.status < 400) dropDraft(this.keyValue);
  };
}
