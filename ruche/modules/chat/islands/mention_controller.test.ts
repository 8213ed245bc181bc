/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { find, mount, press } from "../../../../frontend/testing/mount.ts";
import { chosenIn } from "./chosen.ts";
import Mention from "./mention_controller.ts";

const PAGE = `<article data-author="theo"><span class="r-av r-hue-mint">TM</span><div class="r-msg-who"><b>Théo Marchetti</b></div></article>
  <div data-controller="mention" data-mention-url-value="/people/" data-mention-label-value="People" data-mention-reader-value="nora"
  data-mention-all-value="tous" data-mention-everybody-value="Everybody here"><textarea></textarea></div>`;
const LUCIE = { id: "lucie", name: "Lucie Vasseur", initials: "LV", hue: "plum" };
const THEA = { id: "thea", name: "Théa Roux", initials: "TR", hue: "sky" };

const asked: string[] = [];
let answer: () => Response;

function type(text: string): HTMLTextAreaElement {
  const field = find<HTMLTextAreaElement>("textarea");
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return field;
}

function offered(): string[] {
  return [...document.querySelectorAll("[role=option]")].map((one) => one.querySelector(".r-cut")?.textContent ?? "");
}

async function answered(): Promise<void> {
  vi.advanceTimersByTime(120);
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(async () => {
  asked.length = 0;
  answer = () => Response.json({ results: [LUCIE, THEA, { ...LUCIE, id: "nora", name: "Nora" }] });
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return answer();
  });
  await mount(PAGE, { mention: Mention });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("those on the page are offered at once, the others when the server names them, the reader never", async () => {
  const field = type("hello @");
  expect(offered()).toEqual(["Théo Marchetti", "@tous"]);
  expect(asked).toEqual([]);
  await answered();
  expect(asked).toEqual(["/people/?q="]);
  expect(offered()).toEqual(["Théo Marchetti", "Lucie Vasseur", "Théa Roux", "@tous"]);
  type("hello @th");
  expect(offered()).toEqual(["Théo Marchetti", "Théa Roux"]);
  const list = find("[role=listbox]");
  expect(field.getAttribute("aria-controls")).toBe(list.id);
  expect(find(`#${field.getAttribute("aria-activedescendant")}`).getAttribute("aria-selected")).toBe("true");
});

test("arrows, Enter and Tab choose; who was chosen is remembered and announced", async () => {
  const told = vi.fn();
  document.addEventListener("mention:chosen", (event) => told((event as CustomEvent).detail), { once: true });
  const field = type("@th");
  await answered();
  press("ArrowDown", field);
  const key = press("Enter", field);
  expect(key.defaultPrevented).toBe(true);
  expect(field.value).toBe("@Théa Roux ");
  expect(offered()).toEqual([]);
  expect(told).toHaveBeenCalledWith({ id: "thea", name: "Théa Roux" });
  type("@Théa Roux and @lu");
  press("Tab", field);
  expect(field.value).toBe("@Théa Roux and @Lucie Vasseur ");
  expect(chosenIn(field).map((one) => one.id)).toEqual(["thea", "lucie"]);
  expect(field.hasAttribute("aria-activedescendant")).toBe(false);
});

test("after somebody was chosen the sentence goes on without the list", () => {
  const field = type("@th");
  press("Enter", field);
  type("@Théo Marchetti ca");
  expect(offered()).toEqual([]);
  expect(press("Enter", field).defaultPrevented).toBe(false);
});

test("Escape closes the list for this call only", () => {
  const field = type("@t");
  expect(press("Escape", field).defaultPrevented).toBe(true);
  type("@th");
  expect(offered()).toEqual([]);
  type("@th @t");
  expect(offered()).toEqual(["@tous", "Théo Marchetti"]);
});

test("a finger or a mouse chooses too, and the field keeps the focus", () => {
  type("@th");
  const line = find("[role=option]");
  const down = new Event("pointerdown", { bubbles: true, cancelable: true });
  line.dispatchEvent(down);
  line.click();
  expect(down.defaultPrevented).toBe(true);
  expect(find<HTMLTextAreaElement>("textarea").value).toBe("@Théo Marchetti ");
});

test("everybody is offered only to those who may call them, by either word", async () => {
  type("@al");
  expect(offered()).toEqual(["@tous"]);
  find("[data-controller]").dataset.mentionAllValue = "";
  await vi.advanceTimersByTimeAsync(0);
  type("@to");
  expect(offered()).toEqual([]);
});

test("out of reach, those on the page are still offered", async () => {
  answer = () => {
    throw new TypeError("offline");
  };
  type("@");
  await answered();
  expect(offered()).toEqual(["Théo Marchetti", "@tous"]);
});
