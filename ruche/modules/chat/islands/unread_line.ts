/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** Where the new messages began when the page was opened, or were marked as such: the line stays there while one reads on. */
export class UnreadLine {
  private line: HTMLElement | null;

  /** `conversation`: data-reader, data-read (the read position), data-unread (how many are new), a template data-part="new" with
   * data-one="1 new" data-many="{count} new". */
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

  /** From here on these are the new messages. */
  renew(read: number, count: number): void {
    this.conversation.dataset.read = String(read);
    this.conversation.dataset.unread = String(count);
    this.line?.remove();
    this.line = null;
  }

  /** How many are new, in words. */
  get words(): string {
    const { one = "", many = "" } = this.template?.dataset ?? {};
    const form = new Intl.PluralRules(document.documentElement.lang || undefined).select(this.count);
    return form === "one" ? one.trim().replace("1", String(this.count)) : many.replace("{count}", String(this.count));
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
    const copy = this.template?.content.cloneNode(true) as DocumentFragment | undefined;
    const line = copy?.querySelector<HTMLElement>(".r-unread") ?? null;
    if (line) line.textContent = this.words;
    return line;
  }

  private get template(): HTMLTemplateElement | null {
    return this.conversation.querySelector<HTMLTemplateElement>('template[data-part="new"]');
  }
}
