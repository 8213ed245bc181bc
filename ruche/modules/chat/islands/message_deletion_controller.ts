/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <dialog data-controller="dialog message-deletion" data-action="message-acts:delete@document->message-deletion#ask" …>: templates/chat/_acts.html */
import { Controller } from "@hotwired/stimulus";
import { act } from "./acting.ts";
import { idOf, wordsOf } from "./message_rows.ts";

const MOST = 300;

/** Asks before a message is deleted, and shows which. */
export default class MessageDeletion extends Controller<HTMLDialogElement> {
  static override targets = ["author", "words"];
  static override values = { url: String, unreachable: String };
  declare readonly authorTarget: HTMLElement;
  declare readonly wordsTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly unreachableValue: string;

  private row?: HTMLElement;

  ask({ detail: { row } }: CustomEvent<{ row: HTMLElement }>): void {
    this.row = row;
    const words = wordsOf(row);
    this.authorTarget.textContent = row.querySelector(".r-msg-who b")?.textContent ?? "";
    this.wordsTarget.textContent = words.length > MOST ? `${words.slice(0, MOST)}…` : words;
    this.element.showModal();
  }

  async confirm(): Promise<void> {
    const { row } = this;
    this.element.close();
    if (!row) return;
    const message = await act(`${this.urlValue}${idOf(row)}/`, "DELETE", this.unreachableValue);
    if (message) this.dispatch("changed", { prefix: "message-acts", detail: { message } });
    if (row.isConnected) row.focus({ preventScroll: true });
  }
}
