/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import { type Handler, live } from "../../../kernel/ui/islands/live/live.ts";
import UnreadCounts from "./unread_counts_controller.ts";

const calls = '<b class="c-calls" data-calls="0" hidden><span>@0</span></b>';
const count = '<b class="r-count" data-count="0" hidden><span>0</span><span class="r-sr"> unread</span></b>';
const PAGE = `<nav class="r-rail" data-unread="unread"><a class="r-rail-item" data-space="talk" aria-current="page"><span></span></a></nav>
<div data-controller="unread-counts" data-action="mark-unread:done@document->unread-counts#marked" data-unread-counts-topics-value="chat.inbox:nora chat.activity:org" data-unread-counts-reader-value="nora"
  data-unread-counts-current-value="open" data-unread-counts-url-value="/sidebar/">
  <a id="total" data-unread-counts-target="total">${count}</a><a id="calls" data-unread-counts-target="calls">${count}</a>
  <div data-rises>
  <a id="open" data-unread-counts-target="channel" data-channel="open" data-position="3">${calls}${count}</a>
  <a id="other" data-unread-counts-target="channel" data-channel="other" data-position="3">${calls}${count}</a>
</div></div>`;

const handlers = new Map<string, Handler>();

function told(topic: string, type: string, data: Record<string, unknown>): void {
  handlers.get(topic)?.({ topic, type, data });
}

function written(channel: string, position: number, author = "theo", mentions: unknown[] = []): void {
  told("chat.activity:org", "message", { channel, position, author: { id: author }, mentions });
}

function shown(line: string): string {
  const box = find(`#${line} .r-count`);
  return box.hidden ? "" : (box.firstElementChild?.textContent ?? "");
}

function called(line: string): string {
  const box = find(`#${line} .c-calls`);
  return box.hidden ? "" : (box.textContent ?? "");
}

beforeEach(async () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  vi.spyOn(live, "subscribe").mockImplementation((topic, _after, handler) => {
    handlers.set(topic, handler);
    return () => undefined;
  });
  await mount(PAGE, { "unread-counts": UnreadCounts });
});

test("each message of others counts once, in the channel, in all and in the rail", () => {
  written("other", 4);
  written("other", 4);
  written("other", 5, "nora");
  written("other", 6);
  expect([shown("other"), shown("total")]).toEqual(["2", "2"]);
  expect(find("#other").className).toBe("is-new");
  expect(find(".r-rail-badge").textContent).toBe("2 unread");
});

test("what is on the screen does not count while somebody looks at it", () => {
  written("open", 4);
  expect(shown("open")).toBe("");
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  written("open", 5);
  expect(shown("open")).toBe("1");
});

test("what was read elsewhere is no longer unread here", () => {
  written("other", 4);
  told("chat.inbox:nora", "read", { channel: "other", position: 4, unread: 0 });
  expect([shown("other"), shown("total")]).toEqual(["", ""]);
  expect(document.querySelector(".r-rail-badge")).toBeNull();
});

test("counts end at 99+", () => {
  for (let position = 4; position < 150; position++) written("other", position);
  expect(shown("other")).toBe("99+");
});

test("a conversation that begins has the list read anew; a foreign channel does not", async () => {
  vi.useFakeTimers();
  const fetched = vi.fn(
    async () => new Response(PAGE.replace('id="other"', 'id="fresh"').replace("data-controller", 'class="r-nav" data-x')),
  );
  vi.stubGlobal("fetch", fetched);
  written("unknown", 1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(fetched).not.toHaveBeenCalled();
  told("chat.inbox:nora", "message", { channel: "new", position: 1, author: { id: "theo" } });
  told("chat.inbox:nora", "resync", {});
  await vi.advanceTimersByTimeAsync(1_000);
  vi.useRealTimers();
  expect(fetched).toHaveBeenCalledExactlyOnceWith("/sidebar/?current=open");
  expect(document.querySelector("#fresh")).not.toBeNull();
});

test("what calls the reader, or everybody, is counted by itself until it was read", () => {
  written("other", 4, "theo", ["somebody"]);
  expect([called("other"), shown("other"), shown("calls")]).toEqual(["", "1", ""]);
  written("other", 5, "theo", ["nora", "all"]);
  written("other", 6, "theo", ["all"]);
  written("other", 7, "nora", ["all"]);
  expect([called("other"), shown("other"), shown("calls")]).toEqual(["@2", "3", "2"]);
  told("chat.inbox:nora", "read", { channel: "other", position: 5, unread: 1, mentions: 1 });
  expect([called("other"), shown("other"), shown("calls")]).toEqual(["@1", "1", "1"]);
});

test("a guest hears the messages themselves, which name whom they call", () => {
  told("chat.activity:org", "message", { channel: "other", position: 4, author: { id: "theo" }, mentions: [{ id: "nora", name: "Nora" }] });
  expect(called("other")).toBe("@1");
});

test("the channel where something was said rises in a list by last message", () => {
  written("other", 4);
  expect([...document.querySelectorAll("[data-rises] > a")].map((line) => line.id)).toEqual(["other", "open"]);
});

test("after a break the list is read anew, and says how the page's channel stands", async () => {
  vi.useFakeTimers();
  const now = '<template data-part="now" data-state="archived" data-title="x"></template>';
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(`<div class="r-nav">${now}<a data-unread-counts-target="total">${count}</a></div>`)),
  );
  const stands = vi.fn();
  document.addEventListener("unread-counts:now", (event) => stands((event as CustomEvent).detail.state));
  for (let time = 0; time < 2; time++) document.dispatchEvent(new CustomEvent("live:caught-up"));
  await vi.advanceTimersByTimeAsync(6_000);
  vi.useRealTimers();
  expect(stands).toHaveBeenCalledWith("archived");
});

test("what the reader marked as unread on the screen counts at once, and what comes after it too", () => {
  document.dispatchEvent(new CustomEvent("mark-unread:done", { detail: { read: 1, unread: 2, mentions: 1 } }));
  expect([shown("open"), called("open"), shown("total")]).toEqual(["2", "@1", "2"]);
  written("open", 4);
  expect(shown("open")).toBe("3");
});
