/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="sending" data-action="composer:send->sending#send" data-sending-channel-value="0199…" data-sending-url-value="/api/v1/…/messages/"
            data-sending-title-value="general" data-sending-unkept-value="This browser keeps nothing…"
            data-sending-author-value='{"id": "…", "name": "Nora", "initials": "NB", "hue": "mint"}'>: templates/chat/channel_detail.html */
import { Controller } from "@hotwired/stimulus";
import { announce } from "../../../kernel/ui/islands/toast.ts";
import { type Change, type ChangeEvent, delivery } from "./delivery.ts";
import { type Author, type DeletedMessage, isDeleted, type Message } from "./messages.ts";
import type { Pending } from "./outbox.ts";
import { type Rows, rowsOf } from "./rows.ts";

/** Draws what is on its way in this channel: at once, and what became of it. */
export default class Sending extends Controller<HTMLElement> {
  static override targets = ["failure", "waiting"];
  static override values = { channel: String, url: String, title: String, unkept: String, author: Object };
  declare readonly failureTarget: HTMLTemplateElement;
  declare readonly waitingTarget: HTMLTemplateElement;
  declare readonly channelValue: string;
  declare readonly urlValue: string;
  declare readonly titleValue: string;
  declare readonly unkeptValue: string;
  declare readonly authorValue: Author;

  private rows?: Rows;
  private isWarned = false;

  override connect(): void {
    this.rows = rowsOf(this.element);
    document.addEventListener("outbox:change", this.hear);
    for (const pending of delivery.outbox.in(this.channelValue)) this.show({ pending, state: stateOf(pending) });
    delivery.start();
  }

  override disconnect(): void {
    document.removeEventListener("outbox:change", this.hear);
  }

  send({ detail }: CustomEvent<Pick<Pending, "body" | "written" | "people">>): void {
    const isKept = delivery.add({ ...detail, channel: this.channelValue, url: this.urlValue, title: this.titleValue });
    if (!isKept && !this.isWarned) announce({ message: this.unkeptValue, kind: "bad" });
    this.isWarned ||= !isKept;
  }

  retry({ target }: Event): void {
    delivery.retry(clientOf(target));
  }

  /** The author takes back what was never sent; its words go back to the composer. */
  discard({ target }: Event): void {
    const pending = delivery.takeBack(clientOf(target));
    if (pending) this.dispatch("returned", { detail: { written: pending.written, people: pending.people } });
  }

  private readonly hear = (event: Event): void => {
    const change = (event as ChangeEvent).detail;
    if (change.pending.channel === this.channelValue) this.show(change);
  };

  private show({ pending, state, message }: Change): void {
    if (state === "gone") this.forget(pending);
    else if (state === "sent" && message) this.settle(pending, message);
    else this.draw(pending, state);
  }

  /** A marker does not say which row it is of: sent again, the message was deleted before its author heard of it. */
  private settle(pending: Pending, message: Message | DeletedMessage): void {
    if (isDeleted(message)) this.forget(pending);
    const row = this.rows?.put(message);
    if (row) this.dispatch("sent", { target: row, detail: { message } });
  }

  private draw(pending: Pending, state: Change["state"]): void {
    const isNew = !this.find(pending);
    const row = (this.rows as Rows).draw(pending, this.authorValue);
    this.mark(row, state, pending);
    if (isNew) row.scrollIntoView({ block: "end" });
  }

  private forget(pending: Pending): void {
    const row = this.find(pending);
    if (row && !row.dataset.position) this.rows?.remove(row);
  }

  private find({ clientId }: Pending): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`article[data-client="${CSS.escape(clientId)}"]`);
  }

  private mark(row: HTMLElement, state: Change["state"], pending: Pending): void {
    if (row.dataset.position) return; // the server's copy came meanwhile
    row.classList.toggle("is-sending", state !== "failed");
    row.classList.toggle("is-failed", state === "failed");
    const note = row.querySelector<HTMLElement>(".c-failure");
    if (state === "waiting" && note?.dataset.state === state) return; // said already: tried again in vain
    note?.remove();
    if (state !== "sending") this.write(row, state, pending);
  }

  private write(row: HTMLElement, state: Change["state"], { reason, isFinal }: Pending): void {
    const copy = (state === "failed" ? this.failureTarget : this.waitingTarget).content.cloneNode(true) as DocumentFragment;
    const note = copy.querySelector<HTMLElement>(".c-failure");
    if (note) note.dataset.state = state;
    const words = copy.querySelector("[data-part='reason']");
    if (words && reason) words.textContent = reason;
    if (isFinal) copy.querySelector('[data-action="sending#retry"]')?.remove();
    row.querySelector(".r-msg-in")?.append(copy);
  }
}

function stateOf(pending: Pending): Change["state"] {
  return pending.reason === undefined ? "sending" : "failed";
}

function clientOf(target: EventTarget | null): string {
  return (target as Element).closest<HTMLElement>("[data-client]")?.dataset.client ?? "";
}
