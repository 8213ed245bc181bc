/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import { type Handler, live } from "../../../kernel/ui/islands/live/live.ts";
import Conversation from "./conversation_controller.ts";
import LostRows from "./lost_rows_controller.ts";

const row = (position: number, more = "") =>
  `<article id="message-m-${position}" class="r-msg ${more}" data-position="${position}" data-revision="${position}" data-author="theo" data-instant="2026-03-12T08:00:00Z"><div class="r-msg-text">${more || position}</div></article>`;
const page = (rows: string, later = "hidden") =>
  `<section data-controller="conversation lost-rows" data-action="conversation:lacking->lost-rows#ask" data-lost-rows-url-value="/messages/"
    data-conversation-topic-value="chat.channel:1" data-conversation-revision-value="41" data-newest="41" data-deleted="Deleted">
  <div role="log" data-conversation-target="log"><div data-part="track"><a data-part="earlier" hidden></a><div data-part="beginning"></div><div data-part="rows">${rows}</div><a data-part="later" ${later}></a></div></div>
  <button data-conversation-target="newest"><b data-conversation-target="missed"></b></button>
  <template data-part="prototype"><article></article></template><template data-part="day"><div class="r-day"><time></time></div></template></section>`;

const asked: string[] = [];
let tell: Handler;
let answer: () => Response;

async function drop(...positions: number[]): Promise<void> {
  for (const position of positions) {
    tell({ topic: "chat.channel:1", type: "message", data: { id: `m-${position}`, position, revision: 50 + position, deleted: true } });
  }
  await vi.advanceTimersByTimeAsync(1_000);
}

const shown = () => [...document.querySelectorAll("article")].map((one) => one.querySelector(".r-msg-text")?.textContent);

beforeEach(() => {
  asked.length = 0;
  answer = () => new Response(`<div data-part="rows">${row(41, "gone")}${row(42)}${row(43, "gone")}</div>`);
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return answer();
  });
  vi.spyOn(live, "subscribe").mockImplementation((_topic, _after, handler) => {
    tell = handler;
    return () => undefined;
  });
});

async function open(later?: string): Promise<void> {
  await mount(page(row(40) + row(42), later), { conversation: Conversation, "lost-rows": LostRows });
  vi.useFakeTimers();
}

test("what came and was deleted meanwhile has its marker at once, in its place; what the page shows becomes one", async () => {
  await open();
  await drop(41, 40, 43);
  vi.useRealTimers();
  expect(shown()).toEqual(["Deleted", "gone", "42", "gone"]);
  expect(asked).toEqual(["/messages/?after=40"]);
  expect(find("#message-m-40").className).toContain("is-deleted");
});

test("what lies outside the part that is shown is not asked for", async () => {
  await open("");
  await drop(39, 43);
  vi.useRealTimers();
  expect(asked).toEqual([]);
});

test("out of reach it is asked for with the next; what is not there is asked for once", async () => {
  await open();
  answer = () => Response.error();
  await drop(41);
  answer = () => new Response('<div data-part="rows"></div>');
  await drop(43);
  await drop(44);
  vi.useRealTimers();
  expect(asked).toEqual(["/messages/?after=40", "/messages/?after=40", "/messages/?after=43"]);
  expect(shown()).toEqual(["40", "42"]);
});
