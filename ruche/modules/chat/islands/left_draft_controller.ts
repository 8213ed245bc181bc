/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section hidden data-controller="left-draft" data-left-draft-key-value="chat-0199…" data-left-draft-done-value="Copied"
            data-left-draft-heading-value="You are no longer in {title}">: templates/chat/_remedy.html */
import { Controller } from "@hotwired/stimulus";
import { copyText } from "../../../kernel/ui/islands/clipboard.ts";
import { dropDraft, readDraft } from "../../../kernel/ui/islands/drafts.ts";
import { lastTitle } from "./last_title.ts";

const SHOWN = 2000;

/** What was being written in a conversation that the reader can no longer see, to take it elsewhere. */
export default class LeftDraft extends Controller<HTMLElement> {
  static override targets = ["text", "label"];
  static override values = { key: String, done: String, heading: String };
  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly labelTarget: HTMLElement;
  declare readonly keyValue: string;
  declare readonly doneValue: string;
  declare readonly headingValue: string;

  override connect(): void {
    const title = lastTitle();
    const heading = document.querySelector("h1");
    if (title && heading && this.headingValue) heading.textContent = this.headingValue.replace("{title}", title);
    const text = readDraft(this.keyValue);
    this.element.hidden = !text;
    this.textTarget.value = text ?? "";
  }

  async copy(): Promise<void> {
    await copyText(this.textTarget.value);
    const { textContent: label } = this.labelTarget;
    this.labelTarget.textContent = this.doneValue;
    setTimeout(() => {
      this.labelTarget.textContent = label;
    }, SHOWN);
  }

  discard(): void {
    for (const part of ["", "-people"]) dropDraft(this.keyValue + part);
    this.element.hidden = true;
  }
}
