/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="person-links" data-person-links-url-value="/o/…/people/00000000-…/" data-action="click->person-links#open
        auxclick->person-links#open keydown->person-links#press message-acts:person->person-links#visit">: templates/chat/channel_detail.html */
import { Controller } from "@hotwired/stimulus";

const NOBODY = "00000000-0000-0000-0000-000000000000";
const CALLED = ".r-mention[data-member]:not([data-member=all])";
const FACES = "article > .r-av[data-member], article .r-msg-who > b";

/** The faces, the names and the mentions of a conversation lead to people's pages; "" where the reader may not open these.
 * Mentions are stops of the Tab key; to the author of a message leads a key on its row, and its menu. */
export default class PersonLinks extends Controller<HTMLElement> {
  static override values = { url: String };
  declare readonly urlValue: string;
  private arrivals?: MutationObserver;

  override connect(): void {
    if (!this.urlValue) return;
    this.element.classList.add("has-person-links");
    this.arrivals = new MutationObserver((changes) => {
      for (const { target } of changes) this.dress(target);
    });
    this.arrivals.observe(this.element, { childList: true, subtree: true });
    this.dress(this.element);
  }

  override disconnect(): void {
    this.arrivals?.disconnect();
  }

  open(event: MouseEvent): void {
    const url = this.leadsTo(event.target as Element);
    if (!url || event.button > 1 || !getSelection()?.isCollapsed) return;
    event.preventDefault();
    if (event.button === 1 || event.ctrlKey || event.metaKey) window.open(url, "_blank", "noopener");
    else location.assign(url);
  }

  /** To the author of a message. */
  visit({ detail: { row } }: CustomEvent<{ row: HTMLElement }>): void {
    const face = row.querySelector(".r-msg-who > b");
    const url = face && this.leadsTo(face);
    if (url) location.assign(url);
  }

  press(event: KeyboardEvent): void {
    const target = event.target as Element;
    if (event.key !== "Enter" || !target.matches(CALLED)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    location.assign(this.leadsTo(target));
  }

  private leadsTo(element: Element): string {
    const asked = element.closest<HTMLElement>(`${CALLED}, ${FACES}`);
    const member = asked?.dataset.member ?? asked?.closest<HTMLElement>("article")?.dataset.author;
    return member && this.urlValue ? this.urlValue.replace(NOBODY, member) : "";
  }

  private dress(part: Node): void {
    if (!(part instanceof Element)) return;
    for (const mention of part.querySelectorAll<HTMLElement>(`${CALLED}:not([role])`)) {
      mention.setAttribute("role", "link");
      mention.tabIndex = 0;
    }
  }
}
