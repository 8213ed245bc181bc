/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test } from "vitest";
import type { Message } from "./messages.ts";
import { Rows } from "./rows.ts";

const NORA = { id: "nora", name: "Nora Belkacem", initials: "NB", hue: "mint" };
const THEO = { id: "theo", name: "Théo Marchetti", initials: "TM", hue: "iris" };
const PENDING = { clientId: "c-1", body: "One <b>\nTwo", writtenAt: "2026-03-12T08:30:00Z" };

let rows: Rows;

const CONVERSATION = `<section data-reader="nora" data-you="Vous" data-deleted="Message supprimé" data-all="tous">
  <div data-part="track"><a data-part="earlier" hidden></a><div data-part="beginning"></div><div data-part="rows"></div><a data-part="later" hidden></a></div>
  <template data-part="prototype"><article class="r-msg"><span class="r-av"></span><div class="r-msg-in"><div class="r-msg-who"><b></b><time></time></div><div class="r-msg-text"><small class="r-edited">(modifié)</small></div><small class="c-pinned">Épinglé</small></div></article></template>
  <template data-part="day"><div class="r-day"><time></time></div></template>
</section>`;

function message(position: number, more: Partial<Message> = {}): Message {
  return {
    id: `m-${position}`,
    client_id: `c-${position}`,
    position,
    revision: position,
    author: THEO,
    body: `Message ${position}`,
    html: `Message <i>${position}</i>`,
    created_at: `2026-03-12T08:${String(position).padStart(2, "0")}:00Z`,
    ...more,
  };
}

function shown(): string[] {
  return [...document.querySelectorAll("article")].map((row) => row.querySelector(".r-msg-text")?.textContent ?? "");
}

beforeEach(() => {
  document.documentElement.lang = "fr";
  document.documentElement.dataset.timeZone = "Europe/Paris";
  document.body.innerHTML = CONVERSATION;
  rows = new Rows(document.querySelector("section") as HTMLElement);
});

test("a message is drawn from the prototype, with the words and times of the reader", () => {
  const row = rows.put(message(14));
  expect(row?.id).toBe("message-m-14");
  expect(row?.querySelector("b")?.textContent).toBe("Théo Marchetti");
  expect(row?.querySelector("time")?.textContent).toBe("9\u00a0h\u00a014");
  expect(row?.querySelector(".r-av")?.className).toContain("r-hue-iris");
  expect(row?.querySelector(".r-msg-text")?.innerHTML).toBe("Message <i>14</i>");
  expect(rows.put(message(15, { author: NORA }))?.querySelector("b")?.textContent).toBe("Vous");
});

test("messages stand by position, whatever the order in which they come", () => {
  rows.put(message(3));
  for (const position of [6, 4, 5]) rows.put(message(position));
  expect(shown()).toEqual(["Message 3", "Message 4", "Message 5", "Message 6"]);
  expect(document.querySelectorAll(".r-day")).toHaveLength(1);
});

test("what came before the page begins is not put at its top", () => {
  rows.put(message(3));
  expect(rows.put(message(2))).toBeNull();
});

test("a message that comes twice is one row; an older revision changes nothing", () => {
  rows.put(message(1));
  rows.put(message(1, { revision: 9, html: "Edited" }));
  expect(rows.put(message(1))).toBeNull();
  expect(shown()).toEqual(["Edited"]);
});

test("what is on its way stands last, as text, and becomes the message of the server in its place", () => {
  rows.put(message(1));
  rows.draw(PENDING, NORA);
  rows.draw(PENDING, NORA);
  expect(document.querySelector(".is-sending .r-msg-text")?.innerHTML).toBe("One &lt;b&gt;<br>Two");
  rows.put(message(2));
  expect(shown()).toEqual(["Message 1", "Message 2", "One <b>Two"]);
  rows.put(message(3, { client_id: "c-1", author: NORA, html: "One" }));
  expect(shown()).toEqual(["Message 1", "Message 2", "One"]);
  expect(document.querySelector(".is-sending")).toBeNull();
  expect(document.querySelector("#message-m-3")).not.toBeNull();
});

test("the client id of somebody else is not mine", () => {
  rows.draw(PENDING, NORA);
  rows.put(message(1, { client_id: "c-1" }));
  expect(shown()).toEqual(["Message 1", "One <b>Two"]);
});

test("the first message of a day keeps one line above it when the server answers", () => {
  rows.put(message(1));
  rows.draw({ ...PENDING, writtenAt: "2026-03-13T08:00:00Z" }, NORA);
  rows.put(message(2, { client_id: "c-1", author: NORA, created_at: "2026-03-13T08:00:01Z" }));
  expect([...(document.querySelector("[data-part='rows']")?.children ?? [])].map((child) => child.tagName)).toEqual([
    "DIV",
    "ARTICLE",
    "DIV",
    "ARTICLE",
  ]);
});

test("a deleted message leaves a marker; one that is not shown leaves nothing", () => {
  rows.put(message(1));
  rows.put({ id: "m-1", position: 1, revision: 5, deleted: true });
  expect(rows.put({ id: "m-9", position: 9, revision: 6, deleted: true })).toBeNull();
  expect(shown()).toEqual(["Message supprimé"]);
});

test("edited and pinned are said, and taken back, without a new row", () => {
  const row = rows.put(message(1)) as HTMLElement;
  const pinned = { at: "2026-03-12T09:00:00Z", by: { id: "theo", name: "Théo" } };
  rows.put(message(1, { revision: 5, html: "<p>New</p>", edited_at: "2026-03-12T09:00:00Z", pinned }));
  expect(document.querySelectorAll("article")).toHaveLength(1);
  expect(row.className).toContain("is-edited is-pinned");
  expect(row.textContent).toContain("New(modifié)Épinglé");
  rows.put(message(1, { revision: 6, html: "<p>New</p>", edited_at: "2026-03-12T09:00:00Z" }));
  expect(row.className).not.toContain("is-pinned");
  expect(row.textContent).not.toContain("Épinglé");
});

test("a draft of mine in the row stays while the row changes, and goes with the message", () => {
  const row = rows.put(message(1, { author: NORA })) as HTMLElement;
  row.querySelector(".r-msg-in")?.insertAdjacentHTML("beforeend", '<form class="c-editor"><textarea></textarea></form>');
  (row.querySelector("textarea") as HTMLTextAreaElement).value = "half a thought";
  rows.put(message(1, { author: NORA, revision: 4, html: "Other" }));
  expect(row.querySelector("textarea")?.value).toBe("half a thought");
  rows.put({ id: "m-1", position: 1, revision: 5, deleted: true });
  expect(row.querySelector("textarea")).toBeNull();
});

test("who is called by name sees it, and everybody is called in the reader’s language", () => {
  const called = (id: string, name: string) => `<span class="r-mention" data-member="${id}">@${name}</span>`;
  const row = rows.put(message(1, { html: called("nora", "Nora") + called("theo", "Théo") + called("all", "all") }));
  expect([...(row?.querySelectorAll(".is-me") ?? [])].map((one) => one.textContent)).toEqual(["@Nora", "@tous"]);
});

test("what is said below an older part of the history is not put into it", () => {
  rows.put(message(3));
  (document.querySelector("[data-part='later']") as HTMLElement).hidden = false;
  expect(rows.put(message(9))).toBeNull();
  expect(rows.put(message(3, { revision: 9, html: "Edited" }))).not.toBeNull();
  expect(shown()).toEqual(["Edited"]);
});

test("what is said while a part of the history comes is looked at again when it is there", () => {
  rows.put(message(3));
  const later = document.querySelector("[data-part='later']") as HTMLElement;
  later.hidden = false;
  rows.hold();
  expect(rows.put(message(4))).toBeNull();
  later.hidden = true;
  rows.release();
  expect(shown()).toEqual(["Message 3", "Message 4"]);
});
