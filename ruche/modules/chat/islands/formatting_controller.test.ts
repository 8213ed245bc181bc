/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test } from "vitest";
import { find, mount, press, unmount } from "../../../../frontend/testing/mount.ts";
import Formatting from "./formatting_controller.ts";

const PAGE = `<div data-controller="formatting"><textarea></textarea><button id="toggle" data-formatting-target="toggle" data-action="formatting#toggle"></button>
  <button id="at" data-action="formatting#sign" data-formatting-sign-param="@"></button>
  <div hidden data-formatting-target="bar" data-action="keydown->formatting#walk"><button id="bold" data-action="formatting#mark" data-formatting-kind-param="bold"></button>
  <button id="quote" data-action="formatting#mark" data-formatting-kind-param="quote"></button></div></div>`;

function write(value: string, start = value.length, end = start): HTMLTextAreaElement {
  const field = find<HTMLTextAreaElement>("textarea");
  field.value = value;
  field.setSelectionRange(start, end);
  return field;
}

beforeEach(() => mount(PAGE, { formatting: Formatting }));

test("keys mark what is selected", () => {
  const field = write("one two", 4, 7);
  expect(press("b", field, { ctrlKey: true }).defaultPrevented).toBe(true);
  expect(field.value).toBe("one **two**");
  press("*", field, { ctrlKey: true, shiftKey: true, code: "Digit8" });
  expect(field.value).toBe("- one **two**");
  expect(press("b", field).defaultPrevented).toBe(false);
});

test("a list goes on at a new line, unless somebody else took the key", () => {
  const field = write("- one");
  press("Enter", field, { shiftKey: true });
  expect(field.value).toBe("- one\n- ");
  field.addEventListener("keydown", (event) => event.preventDefault(), { once: true });
  press("Enter", field);
  expect(field.value).toBe("- one\n- ");
});

test("the buttons are hidden until asked for, kept so, and walked with arrows", async () => {
  const bar = find("[data-formatting-target=bar]");
  expect(bar.hidden).toBe(true);
  find("#toggle").click();
  expect([bar.hidden, find("#toggle").getAttribute("aria-expanded")]).toEqual([false, "true"]);
  press("ArrowRight", find("#bold"));
  expect(document.activeElement?.id).toBe("quote");
  await unmount();
  await mount(PAGE, { formatting: Formatting });
  expect(find("[data-formatting-target=bar]").hidden).toBe(false);
  write("a", 0, 1);
  find("#bold").click();
  expect(find<HTMLTextAreaElement>("textarea").value).toBe("**a**");
});

test("the sign of people stands apart from the word before it", () => {
  const field = write("hello");
  find("#at").click();
  expect(field.value).toBe("hello @");
});
