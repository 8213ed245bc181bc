/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test } from "vitest";
import { find, mount, press, settled } from "../../../../frontend/testing/mount.ts";
import Shortcuts from "../../../kernel/ui/islands/shortcuts_controller.ts";
import MessageKeys from "./message_keys_controller.ts";

const row = (position: number) =>
  `<article id="message-${position}" tabindex="-1" data-position="${position}"><div class="r-msg-in"><div class="r-msg-who"><b>Théo</b><time>9:14</time></div><div class="r-msg-text">Message ${position}</div></div></article>`;
const PAGE = `<div id="log" role="log" tabindex="0" data-controller="message-keys"><div>${row(1)}<div class="r-day"></div>${row(2)}${row(3)}</div></div><textarea id="composer"></textarea><div id="hands" data-controller="shortcuts"></div>`;

const told: string[] = [];

function stops(): string[] {
  return [...document.querySelectorAll<HTMLElement>("[tabindex='0']")].map((one) => one.id);
}

beforeEach(async () => {
  told.length = 0;
  await mount(PAGE, { "message-keys": MessageKeys, shortcuts: Shortcuts });
  find("#log").addEventListener("message-keys:act", (event) => {
    const { act, row } = (event as CustomEvent<{ act: string; row: HTMLElement }>).detail;
    if (act !== "focus") told.push(`${act} ${row.dataset.position}`);
  });
});

test("the log is one stop of the Tab key: the newest message, or the last one looked at", async () => {
  expect(stops()).toEqual(["message-3"]);
  find("#message-1").focus();
  expect(stops()).toEqual(["message-1"]);
  find("#composer").focus();
  find("#message-3").insertAdjacentHTML("afterend", row(4));
  await settled();
  expect(stops()).toEqual(["message-4"]);
});

test("arrows go from message to message, Escape back to what one writes", () => {
  find("#message-2").focus();
  press("ArrowUp", find("#message-2"));
  expect(document.activeElement?.id).toBe("message-1");
  press("End", find("#message-1"));
  expect(document.activeElement?.id).toBe("message-3");
  press("Escape", find("#message-3"));
  expect(document.activeElement?.id).toBe("composer");
});

function goTo(id: string): void {
  press("Tab");
  find(id).focus();
}

test("letters act on the message that was gone to by keys, and only there", () => {
  goTo("#message-2");
  for (const key of ["e", "c", "l", "p", "a", ".", "Enter", "Delete"]) press(key, find("#message-2"));
  expect(told).toEqual(["edit 2", "copy 2", "link 2", "pin 2", "person 2", "menu 2", "menu 2", "delete 2"]);
  expect(press("c", find("#message-2"), { ctrlKey: true }).defaultPrevented).toBe(false);
  press("e", find("#log"));
  expect(told).toHaveLength(8);
});

test("who lands on a message by clicking or by a link does nothing to it while typing", () => {
  document.dispatchEvent(new PointerEvent("pointerdown"));
  find("#message-2").focus();
  for (const key of ["e", "p"]) press(key, find("#message-2"));
  expect(told).toEqual([]);
  press("ArrowUp", find("#message-2"));
  press("e", find("#message-1"));
  expect(told).toEqual(["edit 1"]);
});

test("code that scrolls keeps nobody: the message comes first, arrows lead on", () => {
  find("#message-2 .r-msg-text").innerHTML = '<pre tabindex="0">code</pre>';
  find("#composer").focus();
  press("Tab");
  find("#message-2 pre").focus();
  expect(document.activeElement?.id).toBe("message-2");
  find("#message-2 pre").focus();
  expect(document.activeElement?.tagName).toBe("PRE");
  press("ArrowUp", find("#message-2 pre"));
  expect(document.activeElement?.id).toBe("message-1");
});

test("single keys can be turned off; Enter and Delete stay", () => {
  localStorage.setItem("ruche:single-keys-off", "1");
  goTo("#message-2");
  for (const key of ["e", "Enter"]) press(key, find("#message-2"));
  expect(told).toEqual(["menu 2"]);
});

test("a message that has the focus is said by its author and its words, then its time", () => {
  find("#message-2").focus();
  expect(find("#message-2").getAttribute("aria-label")).toBe("Théo: Message 2, 9:14");
});

test("the letter after G says where to go, and acts on no message", () => {
  find("#hands").insertAdjacentHTML("beforeend", '<a href="#home" data-letter="A"></a>');
  goTo("#message-2");
  press("g", find("#message-2"));
  press("a", find("#message-2"));
  expect(told).toEqual([]);
  press("a", find("#message-2"));
  expect(told).toEqual(["person 2"]);
});
