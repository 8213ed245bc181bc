/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="sending" data-action="composer:send->sending#send" data-sending-channel-value="0199…" data-sending-url-value="/api/v1/…/messages/"
            data-sending-author-value='{"id": "…", "name": "Nora", "initials": "NB", "hue": "mint"}'>: templates/chat/channel_detail.html */
import { Controller } from "@hotwired/stimulus";
import { announce } from "../../../kernel/ui/islands/toast.ts";
import { type Author, type Message, RefusedError, sendJson } from "./messages.ts";
import { Outbox, type Pending } from "./outbox.ts";
import { type Rows, rowsOf } from "./rows.ts";

const AGAIN = 10_000;

/** Sends what is written: drawn at once, kept on this device until the server has it, in the order it was written. */
export default class Sending extends Controller<HTMLElement> {
  static override targets = ["failure", "waiting"];
  static override values = { channel: String, url: String, author: Object };
  declare readonly failureTarget: HTMLTemplateElement;
  declare readonly waitingTarget: HTMLTemplateElement;
  declare readonly channelValue: string;
  declare readonly urlValue: string;
  declare readonly authorValue: Author;

  private rows?: Rows;
  private outbox?: Outbox;
  private isBusy = false;
  private again?: number;

  override connect(): void {
    this.rows = rowsOf(this.element);
    this.outbox = new Outbox(this.channelValue);
    for (const pending of this.outbox.all) this.draw(pending);
    document.addEventListener("live:state", this.resume);
    addEventListener("online", this.hurry);
    void this.flush();
  }

  override disconnect(): void {
    clearTimeout(this.again);
    removeEventListener("online", this.hurry);
    document.removeEventListener("live:state", this.resume);
  }

  send({ detail: { body } }: CustomEvent<{ body: string }>): void {
    const pending = this.outbox?.add(body);
    if (pending) this.draw(pending).scrollIntoView({ block: "end" });
    void this.flush();
  }

  retry({ target }: Event): void {
    this.outbox?.retry(clientOf(target));
    void this.flush();
  }

  /** The author takes back what was never sent; its words go back to the composer. */
  discard({ target }: Event): void {
    const clientId = clientOf(target);
    const pending = this.outbox?.all.find((one) => one.clientId === clientId);
    this.outbox?.remove(clientId);
    this.rows?.remove((target as Element).closest("article") as HTMLElement);
    if (pending) this.dispatch("returned", { detail: { body: pending.body } });
  }

  private readonly resume = ({ detail }: Event & { detail?: { state: string } }): void => {
    if (detail?.state === "online") void this.flush();
  };

  private readonly hurry = (): void => void this.flush();

  private async flush(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    clearTimeout(this.again);
    for (let next = this.outbox?.next; next; next = this.outbox?.next) {
      if (!(await this.deliver(next))) break;
    }
    this.isBusy = false;
  }

  /** False when it is to be tried again later. */
  private async deliver(pending: Pending): Promise<boolean> {
    const drawn = this.draw(pending);
    if (!drawn.classList.contains("is-waiting")) this.mark(drawn);
    try {
      const message = await sendJson<Message>(this.urlValue, "POST", { client_id: pending.clientId, body: pending.body });
      this.outbox?.remove(pending.clientId);
      const row = this.rows?.put(message);
      if (row) this.dispatch("sent", { target: row, detail: { message } });
      return true;
    } catch (error) {
      if (error instanceof RefusedError && error.status !== 401) return this.refused(pending, error.reason);
      this.mark(this.draw(pending), "");
      this.again = window.setTimeout(() => void this.flush(), AGAIN);
      if (error instanceof RefusedError) document.querySelector<HTMLDialogElement>("#signed-out")?.showModal();
      return false;
    }
  }

  private refused(pending: Pending, reason: string): true {
    this.outbox?.refuse(pending.clientId, reason);
    this.mark(this.draw(pending), reason);
    announce({ message: reason, kind: "bad" });
    return true;
  }

  private draw(pending: Pending): HTMLElement {
    const row = (this.rows as Rows).draw(pending, this.authorValue);
    if (pending.reason !== undefined) this.mark(row, pending.reason);
    return row;
  }

  /** Sending, or refused with a reason, or waiting: the empty reason of what is tried again by itself. */
  private mark(row: HTMLElement, reason?: string): void {
    row.classList.toggle("is-sending", !reason);
    row.classList.toggle("is-waiting", reason === "");
    row.classList.toggle("is-failed", Boolean(reason));
    row.querySelector(".c-failure")?.remove();
    if (reason === undefined) return;
    row.querySelector(".r-msg-in")?.append((reason ? this.failureTarget : this.waitingTarget).content.cloneNode(true));
    const words = row.querySelector("[data-part='reason']");
    if (words && reason) words.textContent = reason;
  }
}

function clientOf(target: EventTarget | null): string {
  return (target as Element).closest<HTMLElement>("[data-client]")?.dataset.client ?? "";
}
