/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount, press, unmount } from "../../../../frontend/testing/mount.ts";
import { live } from "../../../kernel/ui/islands/live/live.ts";
import { remember } from "./chosen.ts";
import Composer from "./composer_controller.ts";

// Around the form, not on it: happy-dom gives a form two identities, and Stimulus then finds none of its targets.
const PAGE = `<div data-controller="composer" data-action="sending:returned@document->composer#returned unread-counts:now@document->composer#stand mention:chosen->composer#chose" data-composer-key-value="chat-1"
  data-composer-topic-value="chat.channel:1" data-composer-most-value="10" data-composer-too-long-value="{over} too many" data-composer-left-value="{left} left" data-composer-all-value="tous">
  <form data-action="submit->composer#send"><textarea data-composer-target="body" data-action="input->composer#changed keydown->composer#press"></textarea></form>
  <p data-composer-target="error" hidden></p><i data-composer-target="room"></i><button data-composer-target="submit"></button></div>`;

const sent: string[] = [];

function type(text: string): HTMLTextAreaElement {
  const body = find<HTMLTextAreaElement>("textarea");
  body.value = text;
  body.dispatchEvent(new Event("input", { bubbles: true }));
  return body;
}

beforeEach(async () => {
  sent.length = 0;
  vi.stubGlobal("CSS", { supports: () => true });
  vi.spyOn(live, "typing").mockReturnValue();
  await mount(PAGE, { composer: Composer });
  find("[data-controller]").addEventListener("composer:send", (event) => sent.push((event as CustomEvent).detail.body));
});

test("Enter sends and empties, Shift and Enter begin a line", () => {
  const body = type("Hello ");
  expect(press("Enter", body, { shiftKey: true }).defaultPrevented).toBe(false);
  expect(press("Enter", body).defaultPrevented).toBe(true);
  expect(sent).toEqual(["Hello"]);
  expect(body.value).toBe("");
});

test("Enter that ends the writing of a character sends nothing", () => {
  press("Enter", type("にほ"), { isComposing: true });
  expect(sent).toEqual([]);
});

test("nothing is sent when nothing is written, or too much", () => {
  press("Enter", type("  "));
  press("Enter", type("x".repeat(13)));
  expect(sent).toEqual([]);
  expect(find("p").hidden).toBe(false);
  expect(find("p").textContent).toBe("3 too many");
  type("x".repeat(10));
  expect(find("p").hidden).toBe(true);
});

test("a draft is kept until it is sent", async () => {
  type("Half a");
  await unmount();
  await mount(PAGE, { composer: Composer });
  expect(find<HTMLTextAreaElement>("textarea").value).toBe("Half a");
  press("Enter", find("textarea"));
  expect(localStorage).toHaveLength(0);
});

test("what could not be sent comes back before what was begun since", () => {
  const body = type("Later");
  document.body.dispatchEvent(new CustomEvent("sending:returned", { bubbles: true, detail: { written: "First", people: [] } }));
  expect(body.value).toBe("First\nLater");
});

test("typing is told while something is written", () => {
  type("H");
  type("");
  expect(live.typing).toHaveBeenCalledExactlyOnceWith("chat.channel:1");
});

test("who was chosen is called by id, also after a reload; what is left of a name is only text", async () => {
  const people = [
    { id: "0199-theo", name: "Théo Marchetti" },
    { id: "0199-lu", name: "Lu" },
  ];
  const body = type("@Lu @Théo Mar");
  remember(body, people);
  body.dispatchEvent(new CustomEvent("mention:chosen", { bubbles: true }));
  await unmount();
  await mount(PAGE.replace('most-value="10"', 'most-value="100"'), { composer: Composer });
  find("[data-controller]").addEventListener("composer:send", (event) => sent.push((event as CustomEvent).detail.body));
  press("Enter", find("textarea"));
  expect(sent).toEqual(["<@0199-lu> @Théo Mar"]);
  expect(localStorage).toHaveLength(0);
});

test("everybody is called by the reader’s word or by the common one, where the reader may", () => {
  press("Enter", type("@tous a"));
  press("Enter", type("@all b"));
  find("[data-controller]").removeAttribute("data-composer-all-value");
  press("Enter", type("@all c"));
  expect(sent).toEqual(["<@all> a", "<@all> b", "@all c"]);
});

test("the arrow up in an empty field asks for the last message", () => {
  const asked = vi.fn();
  find("[data-controller]").addEventListener("composer:edit-last", asked);
  press("ArrowUp", type("a"));
  expect(asked).not.toHaveBeenCalled();
  expect(press("ArrowUp", type("")).defaultPrevented).toBe(true);
  expect(asked).toHaveBeenCalledOnce();
});

test("in a channel that was archived nothing is sent, and what is typed stays", () => {
  const stand = (state: string) => document.dispatchEvent(new CustomEvent("unread-counts:now", { detail: { state } }));
  const body = type("Hello");
  stand("archived");
  press("Enter", body);
  expect([sent, body.value, find<HTMLButtonElement>("button").disabled]).toEqual([[], "Hello", true]);
  stand("open");
  press("Enter", body);
  expect(sent).toEqual(["Hello"]);
});

test("near the end of the room it says how much is left", () => {
  type("1234");
  expect(find("i").textContent).toBe("6 left");
});

test("emoji that are named are sent as emoji, also when somebody is quicker than their names", async () => {
  HTMLCanvasElement.prototype.getContext = vi.fn().mockReturnValue(null);
  const body = find<HTMLTextAreaElement>("textarea");
  body.value = ":smile: a";
  press("Enter", body);
  press("Enter", body);
  expect(body.value).toBe(":smile: a");
  await vi.waitFor(() => expect(sent).toEqual(["😄 a"]));
  expect(body.value).toBe("");
  press("Enter", type("`:tada:`"));
  await vi.waitFor(() => expect(sent).toEqual(["😄 a", "`:tada:`"]));
});
