/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount, press, settled } from "../../../../frontend/testing/mount.ts";
import EmojiCompletion from "./emoji_completion_controller.ts";
import Emoji from "./emoji_controller.ts";
import { emoji } from "./emoji_names.ts";

const tones = [0, 1, 2, 3, 4, 5].map((tone) => `<button data-tone="${tone}"></button>`).join("");
const groups = ["recent", 0, 1, 4]
  .map((group) => `<button aria-label="group ${group}" data-group="${group}" data-emoji-target="group" data-action="emoji#group"></button>`)
  .join("");
const PAGE = `<div data-writing data-controller="emoji-completion" data-emoji-completion-label-value="Emoji"><textarea></textarea>
  <span data-controller="emoji" data-emoji-none-value="None"><button id="open" data-emoji-target="button" data-action="emoji#toggle"></button>
  <div id="picker" data-emoji-target="picker" data-action="keydown->emoji#walk"><input data-emoji-target="search" data-action="input->emoji#search">
  <button id="tone" data-emoji-target="tone" data-action="emoji#turnTones"></button><div id="tones" hidden data-emoji-target="tones" data-action="click->emoji#chooseTone">${tones}</div>
  <p id="title" data-emoji-target="title"></p><div id="grid" data-emoji-target="grid" data-action="click->emoji#choose"></div><p id="note" data-emoji-target="note"></p>${groups}</div></span></div>`;

function field(): HTMLTextAreaElement {
  return find<HTMLTextAreaElement>("textarea");
}

async function type(text: string): Promise<void> {
  field().value = text;
  field().setSelectionRange(text.length, text.length);
  field().dispatchEvent(new Event("input", { bubbles: true }));
  await settled();
}

function search(words: string): void {
  find<HTMLInputElement>("input").value = words;
  find("input").dispatchEvent(new Event("input", { bubbles: true }));
}

function shown(): string[] {
  return [...find("#grid").children].map((one) => one.textContent ?? "");
}

beforeEach(async () => {
  HTMLCanvasElement.prototype.getContext = vi.fn().mockReturnValue(null);
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  document.documentElement.lang = "en";
  await mount(PAGE, { emoji: Emoji, "emoji-completion": EmojiCompletion });
  let isOpen = false;
  const picker = Object.assign(find("#picker"), { togglePopover: () => (isOpen = !isOpen), hidePopover: () => (isOpen = false) });
  const matches = picker.matches.bind(picker);
  const isMatching = (selector: string) => (selector === ":popover-open" ? isOpen : matches(selector));
  picker.matches = isMatching as typeof picker.matches;
  await emoji();
  find("#open").click();
  await settled();
});

test("it opens with the first group, and with what was written last the next time", async () => {
  expect(find("#title").textContent).toBe("group 0");
  expect(shown()[0]).toBe("😀");
  find("#grid button").click();
  expect(field().value).toBe("😀");
  find("#open").click();
  await settled();
  expect([find("#title").textContent, shown()]).toEqual(["group recent", ["😀"]]);
});

test("a search shows what it finds, or that there is nothing; Enter takes the first", () => {
  search("tada");
  expect(shown()[0]).toBe("🎉");
  search("nothing at all");
  expect([shown(), find("#note").textContent]).toEqual([[], "None"]);
  search("red heart");
  press("Enter", find("input"));
  expect(field().value.replace("\ufe0f", "")).toBe("❤");
});

test("arrows walk the grid, from the field and back to it", () => {
  const grid = find("#grid");
  press("ArrowDown", find("input"));
  expect(document.activeElement).toBe(grid.children[0]);
  press("ArrowDown", grid.children[0]);
  expect(document.activeElement).toBe(grid.children[8]);
  press("ArrowRight", grid.children[8]);
  expect([document.activeElement, (grid.children[9] as HTMLElement).tabIndex]).toEqual([grid.children[9], 0]);
  press("ArrowUp", grid.children[1]);
  expect(document.activeElement).toBe(find("input"));
});

test("a skin tone is chosen once for all", () => {
  find("[data-group='1']").click();
  find("#tone").click();
  expect(find("#tones").hidden).toBe(false);
  find("[data-tone='3']").click();
  expect([find("#tones").hidden, shown()[0], find("#tone").textContent]).toEqual([true, "👋🏽", "✋🏽"]);
});

test("who listens may take the emoji elsewhere", () => {
  document.addEventListener("emoji:chosen", (event) => event.preventDefault(), { once: true });
  find("#grid button").click();
  expect(field().value).toBe("");
});

test("a code is completed from a list, or typed to its end", async () => {
  await type("so :smi");
  expect(document.querySelector("[role=option]")?.textContent).toContain(":smile:");
  press("Enter", field());
  expect(field().value).toBe("so 😄 ");
  await type("and :tada:");
  expect(field().value).toBe("and 🎉 ");
  await type("at 10:30");
  expect(document.querySelector("[role=option]")).toBeNull();
});

test("Escape leaves the code as it is", async () => {
  await type(":smi");
  press("Escape", field());
  await type(":smil");
  expect(document.querySelector("[role=option]")).toBeNull();
  expect(field().value).toBe(":smil");
});

async function paste(text: string, caret = text.length): Promise<void> {
  field().value = text;
  field().setSelectionRange(caret, caret);
  field().dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  await settled();
}

test("what is pasted with codes has the emoji, and the caret where it was", async () => {
  await paste("Done :tada::smile: `:smile:` and more", 18);
  expect(field().value).toBe("Done 🎉😄 `:smile:` and more");
  expect(field().selectionEnd).toBe("Done 🎉😄".length);
});
