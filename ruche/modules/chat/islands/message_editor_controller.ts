/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="message-editor" data-action="message-acts:edit->message-editor#open composer:edit-last->message-editor#editLast" …>
     … <template data-part="editor"><form class="c-editor">…: templates/chat/_acts.html */
import { Controller } from "@hotwired/stimulus";
import { dropDraft, keepDraft, readDraft } from "../../../kernel/ui/islands/drafts.ts";
import { act } from "./acting.ts";
import { chosenIn, remember } from "./chosen.ts";
import { loadNames, mayName, withEmoji } from "./emoji_text.ts";
import { type Mentioned, toBody, toWritten } from "./mentions.ts";
import { idOf } from "./message_rows.ts";
import type { Message } from "./messages.ts";
import { keepPlace } from "./place.ts";
import { partOf } from "./stretch.ts";

type Edit = { id: string; text: string; people: readonly Mentioned[] };

/** Edits a message where it stands. What is being written outlives the page, as it does in the composer. */
export default class MessageEditor extends Controller<HTMLElement> {
  static override values = { url: String, unreachable: String };
  declare readonly urlValue: string;
  declare readonly unreachableValue: string;

  private before = "";
  private mentions: Mentioned[] = [];
  private isFromComposer = false;

  override connect(): void {
    const { id, text, people } = JSON.parse(readDraft(this.key) ?? "{}") as Partial<Edit>;
    const row = id && this.element.querySelector<HTMLElement>(`article.is-own#message-${CSS.escape(id)}:not(.is-deleted)`);
    if (row && text) void this.begin(row, { id, text, people: people ?? [] });
  }

  async open({ detail: { row } }: CustomEvent<{ row: HTMLElement }>): Promise<void> {
    const isFromComposer = document.activeElement?.id === "composer";
    if (!row.classList.contains("is-editing") && (await this.begin(row))) this.isFromComposer = isFromComposer;
  }

  private async begin(row: HTMLElement, kept?: Edit): Promise<boolean> {
    const message = await act<Message>(this.addressOf(row), "GET", this.unreachableValue);
    if (!message || !row.isConnected || message.body === undefined) return false;
    this.close(this.form?.closest("article"));
    this.mentions = (message.mentions ?? []).map((one) =>
      one.id === "all" ? { ...one, name: this.element.dataset.all || one.name } : one,
    );
    this.before = toWritten(message.body, this.mentions);
    this.change(row, () => {
      row.querySelector(".r-msg-in")?.append(partOf<HTMLTemplateElement>(this.element, "editor").content.cloneNode(true));
      row.classList.add("is-editing");
    });
    this.write(kept?.text ?? this.before);
    if (kept && this.field) remember(this.field, kept.people);
    return true;
  }

  keep(): void {
    const { field } = this;
    const row = field?.closest<HTMLElement>("article");
    if (field && row) keepDraft(this.key, JSON.stringify({ id: idOf(row), text: field.value, people: chosenIn(field) }));
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
    const people = [...this.mentions, ...(this.field ? chosenIn(this.field) : [])];
    if (mayName(text)) await loadNames();
    const body = toBody(withEmoji(text), people);
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
    dropDraft(this.key);
    const composer = this.isFromComposer ? document.getElementById("composer") : null;
    this.isFromComposer = false;
    if (isDone) (composer ?? row).focus({ preventScroll: true });
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

  private get key(): string {
    return `edit-${this.urlValue}`;
  }

  private get form(): HTMLFormElement | null {
    return this.element.querySelector<HTMLFormElement>(".c-editor");
  }

  private get field(): HTMLTextAreaElement | null {
    return this.form?.querySelector("textarea") ?? null;
  }
}
