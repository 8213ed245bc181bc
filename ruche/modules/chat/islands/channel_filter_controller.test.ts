/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test } from "vitest";
import { find, mount, press } from "../../../../frontend/testing/mount.ts";
import ChannelFilter from "./channel_filter_controller.ts";
import { holds } from "./folding.ts";

const line = (name: string) => `<a data-channel href="#${name.length}"><span title="${name}">${name}</span></a>`;
const PAGE = `<div data-controller="channel-filter"><button data-channel-filter-target="button" data-action="channel-filter#toggle"></button>
<div data-channel-filter-target="row" hidden><input data-channel-filter-target="input" data-action="input->channel-filter#apply keydown->channel-filter#press">
<p data-channel-filter-target="none" hidden></p></div></div>
<div id="chat-channels"><div class="r-nav-group">${line("Fête de la réparation")}${line("réunions")}</div><div class="r-nav-group">${line("Mei-Lin Faure")}</div></div>
<textarea></textarea>`;

beforeEach(() => mount(PAGE, { "channel-filter": ChannelFilter }));

const input = () => find<HTMLInputElement>("input");
const shown = () =>
  [...document.querySelectorAll<HTMLElement>("[data-channel]")].filter((one) => !one.hidden).map((one) => one.textContent);

function type(words: string): void {
  input().value = words;
  input().dispatchEvent(new Event("input", { bubbles: true }));
}

test("F opens the field, but not while somebody writes", () => {
  press("f", find("textarea"));
  expect(find("[data-channel-filter-target=row]").hidden).toBe(true);
  press("f", document.body);
  expect(document.activeElement).toBe(input());
  expect(find("button").ariaExpanded).toBe("true");
});

test("names are found by words in any order, whatever their accents, and groups without any leave", () => {
  press("f", document.body);
  type("REPAR fete");
  expect(shown()).toEqual(["Fête de la réparation"]);
  expect(find("#chat-channels").children[1]).toHaveProperty("hidden", true);
  type("zzz");
  expect(find("p").hidden).toBe(false);
  type("");
  expect(shown()).toHaveLength(3);
  expect(find("p").hidden).toBe(true);
});

test("arrows walk from the field through the lines and back, Escape gives all back", () => {
  press("f", document.body);
  type("re");
  press("ArrowDown", input());
  const lines = [...document.querySelectorAll<HTMLElement>("[data-channel]")];
  expect(document.activeElement).toBe(lines[0]);
  press("ArrowDown", lines[0] as HTMLElement);
  expect(document.activeElement).toBe(lines[1]);
  press("ArrowUp", lines[1] as HTMLElement);
  press("ArrowUp", lines[0] as HTMLElement);
  expect(document.activeElement).toBe(input());
  press("Escape", input());
  expect(shown()).toHaveLength(3);
  expect(document.activeElement).toBe(find("button"));
});

test("letters that fold to several and invisible characters are found", () => {
  expect(holds("Cœur d’Alène", "coeur d'alene")).toBe(true);
  expect(holds("key\u200bs", "keys")).toBe(true);
});
