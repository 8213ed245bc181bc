/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import History, { MOST_ROWS } from "./history_controller.ts";
import { rowsOf } from "./rows.ts";

const row = (position: number) =>
  `<article id="message-m-${position}" tabindex="-1" data-position="${position}" data-author="theo" data-instant="2026-03-12T08:00:00Z"><div class="r-msg-text">${position}</div></article>`;
const track = (from: number, to: number, of: number) =>
  `<div data-part="track"><a data-part="earlier" ${from > 1 ? "" : "hidden"} data-action="history#more"></a><div data-part="beginning">${from > 1 ? "" : "Beginning"}</div><div data-part="rows">${Array.from(
    { length: to - from + 1 },
    (_none, nth) => row(from + nth),
  ).join("")}</div><a data-part="later" ${to < of ? "" : "hidden"} data-action="history#more"></a></div>`;
const page = (from: number, to: number, more = "") =>
  `<section data-controller="history" data-action="message-links:go@document->history#go mark-unread:done@document->history#beginAnew" data-history-url-value="/messages/" data-reader="nora" ${more}><div data-history-target="log">${track(from, to, 1000)}</div>
  <template data-part="prototype"><article class="r-msg"><div class="r-msg-in"><div class="r-msg-text"></div></div></article></template>
  <template data-part="day"><div class="r-day"><time></time></div></template><template data-part="new" data-one="
 1 new
" data-many="{count} new"><div class="r-unread"></div></template></section>`;

const asked: string[] = [];
const answers: (Response | Promise<Response>)[] = [];
let answer: (from: number, to: number, of?: number) => void;

function positions(): number[] {
  return [...document.querySelectorAll<HTMLElement>("[data-part='rows'] > article")].map((one) => Number(one.dataset.position ?? 0));
}

async function press(part: "earlier" | "later"): Promise<void> {
  find(`[data-part="${part}"]`).click();
  await settled();
  await settled();
}

/** A link to a message was followed somewhere in the page. */
async function goTo(position: number): Promise<void> {
  document.dispatchEvent(new CustomEvent("message-links:go", { detail: { position } }));
  await settled();
  await settled();
}

beforeEach(() => {
  asked.length = answers.length = 0;
  answer = (from, to, of = 1000) => void answers.push(new Response(track(from, to, of)));
  Element.prototype.scrollIntoView = vi.fn();
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return answers.shift() ?? Response.error();
  });
});

test("history comes on both sides, without a gap and once", async () => {
  await mount(page(500, 502), { history: History });
  answer(497, 500);
  await press("earlier");
  answer(503, 504);
  await press("later");
  expect(asked).toEqual(["/messages/?before=500", "/messages/?after=502"]);
  expect(positions()).toEqual([497, 498, 499, 500, 501, 502, 503, 504]);
});

test("at the beginning nothing lies before", async () => {
  await mount(page(3, 5), { history: History });
  answer(1, 2);
  await press("earlier");
  expect(find("[data-part='earlier']").hidden).toBe(true);
  expect(find("[data-part='beginning']").textContent).toBe("Beginning");
});

test("out of reach the link stays, to be pressed or seen again", async () => {
  await mount(page(3, 5), { history: History });
  await press("earlier");
  expect(find("[data-part='earlier']").hidden).toBe(false);
  answer(1, 2);
  await press("earlier");
  expect(positions()).toEqual([1, 2, 3, 4, 5]);
});

test("rows far away go, except those in use, and come again", async () => {
  await mount(page(101, 101 + MOST_ROWS - 1), { history: History });
  answer(61, 100);
  await press("earlier");
  expect(positions()).toHaveLength(MOST_ROWS);
  expect([positions()[0], positions().at(-1)]).toEqual([61, 61 + MOST_ROWS - 1]);
  expect(find("[data-part='later']").hidden).toBe(false);
  find("#message-m-61").focus();
  answer(361, 400);
  await press("later");
  expect(positions()).toHaveLength(MOST_ROWS + 40);
  find("#message-m-61").blur();
  answer(401, 410);
  await press("later");
  expect([positions()[0], positions().at(-1)]).toEqual([111, 410]);
  expect(find("[data-part='rows']").firstElementChild?.className).toBe("r-day");
});

test("a place far away is shown instead; what is on its way stays below", async () => {
  await mount(page(900, 902), { history: History });
  const rows = rowsOf(find("section"));
  rows.draw(
    { clientId: "c", body: "On its way", writtenAt: "2026-03-12T08:00:00Z" },
    { id: "nora", name: "N", initials: "N", hue: "mint" },
  );
  answer(10, 12);
  await goTo(11);
  expect(positions()).toEqual([10, 11, 12, 0]);
  expect(document.activeElement?.id).toBe("message-m-11");
  expect(find("#message-m-11").classList.contains("is-target")).toBe(true);
});

test("only the last place asked for is shown", async () => {
  await mount(page(900, 902), { history: History });
  let late: (answer: Response) => void = () => undefined;
  answers.push(new Promise((resolve) => (late = resolve)));
  find("[data-part='earlier']").click();
  answer(10, 12);
  await goTo(11);
  late(new Response(track(850, 899, 1000)));
  await settled();
  expect(positions()).toEqual([10, 11, 12]);
});

test("what is said and edited while a place is on its way is there when it comes", async () => {
  await mount(page(900, 1000), { history: History });
  const rows = rowsOf(find("section"));
  const author = { id: "theo", name: "Théo", initials: "T", hue: "iris" };
  const say = (position: number, revision: number, html: string) =>
    rows.put({
      id: `m-${position}`,
      client_id: `c-${position}`,
      position,
      revision,
      author,
      body: html,
      html,
      created_at: "2026-03-12T08:00:00Z",
    });
  let late: (answer: Response) => void = () => undefined;
  answers.push(new Promise((resolve) => (late = resolve)));
  await goTo(890);
  say(1000, 1002, "Edited");
  say(1001, 1001, "New");
  late(new Response(track(880, 1000, 1000)));
  await settled();
  await settled();
  expect(positions()).toHaveLength(122);
  expect(find("#message-m-1000 .r-msg-text").textContent).toBe("Edited");
  expect(find("#message-m-1001 .r-msg-text").textContent).toBe("New");
});

test("the line of new messages is put where they began, as soon as the rows reach back to it", async () => {
  await mount(page(900, 902, 'data-read="898" data-unread="4"'), { history: History });
  expect(document.querySelector(".r-unread")).toBeNull();
  answer(890, 899);
  await press("earlier");
  expect(document.querySelector(".r-unread")?.nextElementSibling?.id).toBe("message-m-899");
});

test("marked as unread, the line is drawn at once above the first of them, and goes where it is marked next", async () => {
  document.documentElement.lang = "en";
  await mount(page(900, 905), { history: History });
  const mark = (read: number, unread: number) => document.dispatchEvent(new CustomEvent("mark-unread:done", { detail: { read, unread } }));
  const line = () => [...document.querySelectorAll(".r-unread")].map((one) => [one.textContent, one.nextElementSibling?.id]);
  mark(902, 3);
  expect(line()).toEqual([["3 new", "message-m-903"]]);
  expect(find("#message-m-903").classList.contains("is-follow")).toBe(false);
  mark(904, 1);
  expect(line()).toEqual([["1 new", "message-m-905"]]);
  expect(find("#message-m-903").classList.contains("is-follow")).toBe(true);
});

test("who goes to the newest message is said to have gone there", async () => {
  await mount(page(900, 1000, 'data-action="x:newest@document->history#toNewest"'), { history: History });
  const went = vi.fn();
  document.addEventListener("history:newest", went, { once: true });
  find("section").setAttribute("data-action", "x:newest@document->history#toNewest");
  await settled();
  document.dispatchEvent(new CustomEvent("x:newest"));
  await settled();
  expect(went).toHaveBeenCalledOnce();
});
