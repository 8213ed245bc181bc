/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import { type Handler, live } from "../../../kernel/ui/islands/live/live.ts";
import Conversation from "./conversation_controller.ts";

const page = (
  later = "hidden",
) => `<section data-controller="conversation" data-conversation-topic-value="chat.channel:1" data-conversation-revision-value="41" data-reader="nora" data-you="You" data-newest="41">
  <div id="log" data-conversation-target="log" data-action="scroll->conversation#scrolled"><div data-part="track"><a data-part="earlier" hidden></a><div data-part="beginning"></div><div data-part="rows"></div><a data-part="later" ${later}></a></div></div><button hidden data-conversation-target="newest"><b id="missed" hidden data-conversation-target="missed"></b></button>
  <template data-part="prototype"><article class="r-msg"><span class="r-av"></span><div class="r-msg-in"><div class="r-msg-who"><b></b><time></time></div><div class="r-msg-text"></div></div></article></template>
  <template data-part="day"><div class="r-day"><time></time></div></template></section>`;

let tell: Handler;

function say(position: number, more: object = {}): void {
  const author = { id: "theo", name: "Théo", initials: "T", hue: "iris" };
  const data = {
    id: `m-${position}`,
    client_id: "c",
    position,
    revision: position,
    author,
    html: "Hi",
    created_at: "2026-03-12T08:00:00Z",
    ...more,
  };
  tell({ topic: "chat.channel:1", type: "message", data });
}

beforeEach(() => {
  vi.spyOn(live, "subscribe").mockImplementation((_topic, _after, handler) => {
    tell = handler;
    return () => undefined;
  });
  Element.prototype.scrollIntoView = vi.fn();
});

test("it follows its channel from the revision of the page, and shows what is said", async () => {
  await mount(page(), { conversation: Conversation });
  expect(live.subscribe).toHaveBeenCalledWith("chat.channel:1", 41, expect.any(Function));
  say(42);
  expect(document.querySelectorAll("article")).toHaveLength(1);
});

test("an older part of the history is left alone; what is said meanwhile is counted", async () => {
  await mount(page(""), { conversation: Conversation });
  expect(find("[data-conversation-target='newest']").hidden).toBe(false);
  say(42);
  expect(document.querySelectorAll("article")).toHaveLength(0);
  expect(find("#missed").textContent).toBe("1");
});

test("the reader further up stays where they are", async () => {
  await mount(page(), { conversation: Conversation });
  say(42);
  const log = find("#log");
  log.scrollTop = -500;
  const tops = [100, 140];
  const row = find("article");
  row.getBoundingClientRect = () => ({ top: tops.shift() ?? 140, bottom: 200 }) as DOMRect;
  row.getBoundingClientRect(); // where it is looked for
  tops.unshift(100);
  tops.unshift(100);
  say(43);
  expect(log.scrollTop).toBe(-460);
});

test("a pin is told to whoever counts them", async () => {
  const steps: number[] = [];
  document.addEventListener("conversation:pinned", (event) => steps.push((event as CustomEvent<{ step: number }>).detail.step), {
    once: true,
  });
  await mount(page(), { conversation: Conversation });
  say(42);
  say(42, { revision: 43, pinned: { at: "2026-03-12T08:00:00Z", by: { id: "theo", name: "Théo" } } });
  expect(steps).toEqual([1]);
});

test("what comes in below is counted until the reader is there again", async () => {
  await mount(page(), { conversation: Conversation });
  find("#log").scrollTop = -500;
  say(42);
  say(42);
  say(43);
  expect(find("#missed").textContent).toBe("2");
  find("#log").scrollTop = 0;
  find("#log").dispatchEvent(new Event("scroll"));
  expect(find("#missed").hidden).toBe(true);
});

test("what cannot be told is loaded anew", async () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  await mount(page(), { conversation: Conversation });
  tell({ topic: "chat.channel:1", type: "resync", data: { reset: true } });
  expect(reload).toHaveBeenCalledOnce();
});
