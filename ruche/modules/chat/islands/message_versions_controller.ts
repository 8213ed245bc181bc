/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <dialog data-controller="dialog message-versions" data-action="message-acts:versions@document->message-versions#open" …>: templates/chat/_acts.html */
import { Controller } from "@hotwired/stimulus";
import { act } from "./acting.ts";
import { idOf } from "./message_rows.ts";

type Version = { body: string; written_at: string };

/** What a message said before, the last first. */
export default class MessageVersions extends Controller<HTMLDialogElement> {
  static override targets = ["list", "version"];
  static override values = { url: String, unreachable: String };
  declare readonly listTarget: HTMLElement;
  declare readonly versionTarget: HTMLTemplateElement;
  declare readonly urlValue: string;
  declare readonly unreachableValue: string;

  async open({ detail: { row } }: CustomEvent<{ row: HTMLElement }>): Promise<void> {
    const answer = await act<{ results: Version[] }>(`${this.urlValue}${idOf(row)}/versions/`, "GET", this.unreachableValue);
    if (!answer) return;
    this.listTarget.replaceChildren(...answer.results.map((version) => this.write(version)));
    this.element.showModal();
  }

  private write({ body, written_at }: Version): DocumentFragment {
    const copy = this.versionTarget.content.cloneNode(true) as DocumentFragment;
    const [time, words] = [copy.querySelector("time"), copy.querySelector("p")];
    if (time) time.dateTime = written_at;
    if (words) words.textContent = body;
    return copy;
  }
}
