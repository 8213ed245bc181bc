/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="mark-unread" data-action="message-acts:unread@document->mark-unread#mark" data-mark-unread-url-value="/api/v1/…/unread/"
        data-mark-unread-done-value="Unread from this message on." data-mark-unread-unreachable-value="There is no connection.">: templates/chat/_bar.html */
import { Controller } from "@hotwired/stimulus";
import { announce } from "../../../kernel/ui/islands/toast.ts";
import { act } from "./acting.ts";

type State = { position: number; unread: number; mentions: number };

/** The reader keeps a message and those after it for later: they are unread again on all their devices. */
export default class MarkUnread extends Controller<HTMLElement> {
  static override values = { url: String, done: String, unreachable: String };
  declare readonly urlValue: string;
  declare readonly doneValue: string;
  declare readonly unreachableValue: string;

  async mark({ detail: { row } }: CustomEvent<{ row: HTMLElement }>): Promise<void> {
    this.dispatch("marked"); // what is on the screen is no longer marked as read meanwhile
    const position = Number(row.dataset.position);
    const state = await act<State>(this.urlValue, "POST", this.unreachableValue, { position });
    if (!state) return void this.dispatch("failed");
    this.dispatch("done", { detail: { read: state.position, unread: state.unread, mentions: state.mentions } });
    announce({ message: this.doneValue });
  }
}
