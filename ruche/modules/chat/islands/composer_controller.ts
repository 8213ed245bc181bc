/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form data-controller="composer" data-action="submit->composer#send" data-composer-key-value="chat-0199…" data-composer-topic-value="chat.channel:0199…"
         data-composer-most-value="8000" data-composer-too-long-value="{over} characters too long"><textarea data-composer-target="body" …> */
import { Controller } from "@hotwired/stimulus";
import { dropDraft, keepDraft, readDraft } from "../../../kernel/ui/islands/drafts.ts";
import { live } from "../../../kernel/ui/islands/live/live.ts";

/** Where a message is written: it grows with its text, keeps it as a draft, and hands it over at Enter. */
export default class Composer extends Controller<HTMLElement> {
  static override targets = ["body", "error", "submit"];
  static override values = { key: String, topic: String, most: Number, tooLong: String };
  declare readonly bodyTarget: HTMLTextAreaElement;
  declare readonly errorTarget: HTMLElement;
  declare readonly submitTarget: HTMLButtonElement;
  declare readonly keyValue: string;
  declare readonly topicValue: string;
  declare readonly mostValue: number;
  declare readonly tooLongValue: string;

  override connect(): void {
    this.bodyTarget.value ||= readDraft(this.keyValue) ?? "";
    this.bodyTarget.required = false;
    if (isByTouch()) this.bodyTarget.enterKeyHint = "enter";
    else this.bodyTarget.focus({ preventScroll: true });
    this.measure();
  }

  changed(): void {
    keepDraft(this.keyValue, this.bodyTarget.value);
    if (this.bodyTarget.value.trim()) live.typing(this.topicValue);
    this.measure();
  }

  press(event: KeyboardEvent): void {
    const isSending = event.key === "Enter" && !event.shiftKey && !event.isComposing && !isByTouch();
    if (!isSending && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    this.bodyTarget.form?.requestSubmit();
  }

  send(event: Event): void {
    event.preventDefault();
    const body = this.bodyTarget.value.trim();
    if (!body || !this.measure()) return;
    this.bodyTarget.value = "";
    dropDraft(this.keyValue);
    live.stoppedTyping(this.topicValue);
    this.measure();
    this.bodyTarget.focus();
    this.dispatch("send", { detail: { body, written: body } });
  }

  /** What could not be sent comes back, before what was begun since. */
  returned({ detail: { body } }: CustomEvent<{ body: string }>): void {
    this.bodyTarget.value = [body, this.bodyTarget.value].filter(Boolean).join("\n");
    this.changed();
    this.bodyTarget.focus();
  }

  /** Whether it may be sent as it is; the height where the browser does not see to it. */
  private measure(): boolean {
    const over = [...this.bodyTarget.value.trim()].length - this.mostValue;
    this.errorTarget.hidden = over <= 0;
    this.errorTarget.textContent =
      over > 0 ? this.tooLongValue.replace("{over}", over.toLocaleString(document.documentElement.lang || undefined)) : "";
    this.element.classList.toggle("is-bad", over > 0);
    this.bodyTarget.setAttribute("aria-invalid", String(over > 0));
    if (!CSS.supports("field-sizing", "content")) {
      this.bodyTarget.style.height = "auto";
      this.bodyTarget.style.height = `${this.bodyTarget.scrollHeight}px`;
    }
    return over <= 0;
  }
}

/** Where Enter is a key among others on the screen, it begins a new line. */
function isByTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
