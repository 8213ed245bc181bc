/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { rowAfter } from "./arrangement.ts";
import { textOf } from "./row_template.ts";

/** The id of the message that a row shows. */
export function idOf(row: HTMLElement): string {
  return row.id.replace("message-", "");
}

/** What a row says, as it is read: without its marks. */
export function wordsOf(row: HTMLElement): string {
  const copy = textOf(row).cloneNode(true) as HTMLElement;
  copy.querySelector(".r-edited")?.remove();
  copy.style.cssText = "position: fixed; top: -100vh; left: 0; width: 100vw";
  document.body.append(copy); // line ends are those of what is laid out
  const words = copy.innerText.trim();
  copy.remove();
  return words;
}

/** One’s own words are never new to oneself: from here on there has to be a message of somebody else. */
function isFollowedByOthers(row: HTMLElement): boolean {
  let one: HTMLElement | null = row;
  while (one?.matches(".is-own, .is-deleted, :not([data-position])")) one = rowAfter(one);
  return one !== null;
}

/** What a menu offers for a row: what the server allows (`allowed`, by spaces) where it makes sense. */
export function offeredActs(row: HTMLElement, allowed: string): Set<string> {
  const [isDeleted, isEdited, isPinned] = ["is-deleted", "is-edited", "is-pinned"].map((state) => row.classList.contains(state));
  const has = (act: string) => allowed.split(" ").includes(act);
  const offered = {
    copy: !isDeleted,
    link: true,
    person: has("person"),
    edit: !isDeleted && has("edit"),
    delete: !isDeleted && has("delete"),
    pin: !isDeleted && !isPinned && has("pin"),
    unpin: !isDeleted && isPinned && has("pin"),
    unread: !isDeleted && has("unread") && isFollowedByOthers(row),
    versions: (isDeleted || isEdited) && has("versions"),
  };
  return new Set(Object.keys(offered).filter((act) => offered[act as keyof typeof offered]));
}
