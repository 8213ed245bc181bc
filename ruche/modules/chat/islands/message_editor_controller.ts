/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="message-editor" data-action="message-acts:edit->message-editor#open composer:edit-last->message-editor#editLast" …>
     … <template data-part="editor"><form class="c-editor">…: templates/chat/_acts.html */
import { Controller } from "@hotwired/stimulus";
import { act } from "./acting.ts";
import { chosenIn } from "./chosen.ts";
import { type Mentioned, toBody, toWritten } from "./mentions.ts";
import { idOf } from "./message_rows.ts";
import type { Message } from "./messages.ts";
import { keepPlace } from "./place.ts";
import { partOf } from "./stretch.ts";

/** Edits a message where it stands. */
export default class MessageEditor extends Controller<HTMLElement> {
  static override values = { url: String, unreachable: String };
  declare readonly urlValue: string;
  declare readonly unreachableValue: string;

  private before = "";
  private mentions: Mentioned[] = [];

  async open({ detail: { row } }: CustomEvent<{ row: HTMLElement }>): Promise<void> {
    if (row.classList.contains("is-editing")) return;
    const message = await act<Message>(this.addressOf(row), "GET", this.unreachableValue);
    if (!message || !row.isConnected || message.body === undefined) return;
    this.close(this.form?.closest("article"));
    this.mentions = (message.mentions ?? []).map((one) =>
      one.id === "all" ? { ...one, name: this.element.dataset.all || one.name } : one,
    );
    this.before = toWritten(message.body, this.mentions);
    this.change(row, () => {
      row.querySelector(".r-msg-in")?.append(partOf<HTMLTemplateElement>(this.element, "editor").content.cloneNode(true));
      row.classList.add("is-editing");
    });
    this.write(this.before);
  }

  /** From the empty composer: the last message of one's own that the page shows. */
  editLast(): void {
    const own = [...this.element.querySelectorAll<HTMLElement>("article.is-own[data-position]:not(.is-deleted)")].at(-1);
    own?.dispatchEvent(new CustomEvent("message-keys:act", { bubbles: true, detail: { row: own, act: "edit" } }));
  }

  press(event: KeyboardEvent): void {
    const isByTouch = matchMedia("(pointer: coarse)").matches;
    const isSaving = event.key === "Enter" && !event.shiftKey && !event.isComposing && (!isByTouch || event.ctrlKey || event.metaKey);
    if (!isSaving && event.key !== "Escape") return;
    if (event.defaultPrevented) return; // a list of names is open, and took it
    event.preventDefault();
    event.stopPropagation();
    if (isSaving) this.form?.requestSubmit();
    else this.cancel();
  }

  cancel(): void {
    this.close(this.form?.closest("article"), true);
  }

  async save(event: Event): Promise<void> {
    event.preventDefault();
    const row = this.form?.closest("article");
    const text = this.field?.value.trim() ?? "";
    const isChanged = text !== this.before.trim();
    const body = toBody(text, [...this.mentions, ...(this.field ? chosenIn(this.field) : [])]);
    const message = row && isChanged && (await act(this.addressOf(row), "PATCH", this.unreachableValue, { body }));
    if (message) this.dispatch("changed", { detail: { message } });
    if (message || !isChanged) this.cancel();
    else this.field?.focus();
  }

  private close(row: HTMLElement | null | undefined, isDone = false): void {
    if (!row) return;
    this.change(row, () => {
      row.querySelector(".c-editor")?.remove();
      row.classList.remove("is-editing");
    });
    if (isDone) row.focus({ preventScroll: true });
  }

  private change(row: HTMLElement, change: () => void): void {
    const log = row.closest<HTMLElement>("[role='log']");
    if (log && row.parentElement) keepPlace(log, row.parentElement, change);
    else change();
  }

  private write(text: string): void {
    const { field } = this;
    if (!field) return;
    field.value = text;
    field.focus({ preventScroll: true });
    field.setSelectionRange(text.length, text.length);
    this.form?.scrollIntoView({ block: "nearest" });
  }

  private addressOf(row: HTMLElement): string {
    return `${this.urlValue}${idOf(row)}/`;
  }

  private get form(): HTMLFormElement | null {
    return this.element.querySelector<HTMLFormElement>(".c-editor");
  }

  private get field(): HTMLTextAreaElement | null {
    return this.form?.querySelector("textarea") ?? null;
  }
}
