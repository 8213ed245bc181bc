/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** Where the new messages began when the page was opened: the line stays there while one reads, whatever is read since. */
export class UnreadLine {
  private line: HTMLElement | null;

  /** `conversation`: data-reader, data-read (the read position), data-unread (how many are new), a template data-part="new". */
  constructor(private readonly conversation: HTMLElement) {
    this.line = conversation.querySelector<HTMLElement>('[data-part="unread"]');
  }

  get count(): number {
    return Number(this.conversation.dataset.unread ?? 0);
  }

  get read(): number {
    return Number(this.conversation.dataset.read ?? 0);
  }

  get shown(): HTMLElement | null {
    return this.line?.isConnected ? this.line : null;
  }

  /** Puts the line above the first new message, when the rows reach back to it. */
  place(rows: HTMLElement): void {
    if (this.count === 0 || this.shown) return;
    const all = [...rows.querySelectorAll<HTMLElement>(":scope > article[data-position]")];
    if (Number(all[0]?.dataset.position ?? 0) > this.read + 1) return;
    const first = all.find((row) => Number(row.dataset.position) > this.read && !row.matches(".is-own, .is-deleted"));
    if (!first) return;
    this.line ??= this.make();
    if (this.line) first.before(this.line);
    first.classList.remove("is-follow");
  }

  private make(): HTMLElement | null {
    const template = this.conversation.querySelector<HTMLTemplateElement>('template[data-part="new"]');
    const copy = template?.content.cloneNode(true) as DocumentFragment | undefined;
    return copy?.querySelector<HTMLElement>(".r-unread") ?? null;
  }
}
