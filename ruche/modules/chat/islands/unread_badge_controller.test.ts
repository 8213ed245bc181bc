/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mount, settled, unmount } from "../../../../frontend/testing/mount.ts";
import { type Handler, live } from "../../../kernel/ui/islands/live/live.ts";
import UnreadBadge from "./unread_badge_controller.ts";

const PAGE = `<nav class="r-rail" data-unread="unread"><a class="r-rail-item" data-space="talk" data-controller="unread-badge"
  data-unread-badge-topics-value="chat.inbox:nora chat.activity:org" data-unread-badge-reader-value="nora" data-unread-badge-url-value="/channels/"
  ><span><b class="r-rail-badge">2 unread</b></span></a></nav>`;
const CHANNELS = [
  { id: "general", last_position: 7, unread: 3 },
  { id: "board", last_position: 2, unread: 0 },
];

const handlers = new Map<string, Handler>();
let asked = 0;
let answerTo: (url: string) => object;

function told(topic: string, type: string, data: Record<string, unknown>): void {
  handlers.get(topic)?.({ topic, type, data });
}

function written(channel: string, position: number, author = "theo", topic = "chat.activity:org"): void {
  told(topic, "message", { channel, position, author: { id: author } });
}

function shown(): string {
  return document.querySelector(".r-rail-badge")?.textContent ?? "";
}

async function answered(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await settled();
}

beforeEach(async () => {
  asked = 0;
  answerTo = () => ({ results: structuredClone(CHANNELS), next: null });
  handlers.clear();
  document.title = "Home";
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.spyOn(live, "subscribe").mockImplementation((topic, _after, handler) => {
    handlers.set(topic, handler);
    return () => handlers.delete(topic);
  });
  vi.stubGlobal("fetch", async (url: string) => {
    asked += 1;
    return Response.json(answerTo(url));
  });
  await mount(PAGE, { "unread-badge": UnreadBadge });
});
afterEach(() => vi.unstubAllGlobals());

test("a page costs nothing until something happens; then it asks once and counts", async () => {
  expect([asked, document.title]).toEqual([0, "(2) Home"]);
  written("general", 7);
  written("general", 7);
  await answered();
  expect([asked, shown()]).toEqual([1, "3 unread"]);
  written("board", 3);
  written("board", 3);
  written("board", 4, "nora");
  written("board", 5);
  expect([asked, shown(), document.title]).toEqual([1, "5 unread", "(5) Home"]);
  told("chat.inbox:nora", "read", { channel: "general", position: 7, unread: 0 });
  expect(shown()).toBe("2 unread");
});

test("an open channel one is not in counts nothing, a new conversation is asked for", async () => {
  written("general", 7);
  await answered();
  written("elsewhere", 9);
  await answered();
  expect(asked).toBe(1);
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + 2_000);
  written("direct", 1, "theo", "chat.inbox:nora");
  await answered();
  expect(asked).toBe(2);
});

test("messages of channels that are not in the list do not make it ask for each", async () => {
  const later = vi.spyOn(window, "setTimeout");
  for (let position = 1; position <= 5; position++) {
    written("archived", position, "theo", "chat.inbox:nora");
    await answered();
  }
  expect(asked).toBe(1);
  expect(later.mock.calls.filter(([, pause]) => Number(pause) > 1_000)).toHaveLength(1);
});

test("every page of the list is read", async () => {
  answerTo = (url) =>
    url.endsWith("?cursor=a%2Bb")
      ? { results: [{ id: "last", last_position: 1, unread: 4 }], next: null }
      : { results: CHANNELS, next: "a+b" };
  written("last", 1);
  await answered();
  await answered();
  expect([asked, shown()]).toEqual([2, "7 unread"]);
});

test("what one writes oneself is no reason to ask", async () => {
  written("general", 8, "nora");
  await answered();
  expect(asked).toBe(0);
});

test("beside the list of channels it follows nothing", async () => {
  await unmount();
  await mount(`${PAGE}<div data-controller="unread-counts"></div>`, { "unread-badge": UnreadBadge });
  expect(handlers.size).toBe(0);
});
