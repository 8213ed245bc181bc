/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import GroupFolds from "./group_folds_controller.ts";

const row = (name: string, depth: number, parent: string, kind = "team", inner = false): string =>
  `<li id="${name}" data-group-folds-target="row" data-group="${name}" data-parent="${parent}" data-depth="${depth}" data-name="${name}" data-kind="${kind}">${inner ? '<button data-fold aria-expanded="true"></button>' : ""}<a href="#${name}">${name}</a></li>`;

const TREE = `<div data-controller="group-folds" data-group-folds-key-value="ruche:groups:a">
  <form data-action="input->group-folds#narrow change->group-folds#narrow submit->group-folds#stay"><input data-group-folds-target="search"><select data-group-folds-target="kind"><option value="">All</option><option value="theme">Theme</option></select></form>
  <button id="all" data-action="group-folds#all" data-group-folds-folded-param="true"></button>
  <ul data-action="click->group-folds#turn keydown->group-folds#type">${row("Réparer", 0, "", "department", true)}${row("Lamps", 1, "Réparer", "team", true)}${row("Bulbs", 2, "Lamps", "theme")}${row("Sewing", 1, "Réparer")}${row("Money", 0, "")}</ul>
  <p data-group-folds-target="nothing" hidden></p><p data-group-folds-target="count" data-words="%s of %s groups"></p></div>`;

const seen = (): string[] => [...document.querySelectorAll<HTMLElement>("li")].filter((one) => !one.hidden).map((one) => one.id);
const said = (): string => find("[data-group-folds-target=count]").textContent ?? "";

function look(words: string, kind = ""): void {
  find<HTMLInputElement>("input").value = words;
  find<HTMLSelectElement>("select").value = kind;
  find("input").dispatchEvent(new Event("input", { bubbles: true }));
}

beforeEach(() => {
  localStorage.clear();
});

test("what is folded hides all that is inside it, and is folded again on the next page", async () => {
  await mount(TREE, { "group-folds": GroupFolds });
  find("#Réparer [data-fold]").click();
  expect(seen()).toEqual(["Réparer", "Money"]);
  expect(find("#Réparer [data-fold]").ariaExpanded).toBe("false");
  expect(localStorage.getItem("ruche:groups:a")).toBe("Réparer");
  await mount(TREE, { "group-folds": GroupFolds });
  expect(seen()).toEqual(["Réparer", "Money"]);
});

test("left folds, right unfolds, and a group without others inside does neither", async () => {
  await mount(TREE, { "group-folds": GroupFolds });
  const type = (id: string, key: string): void => void find(`#${id} a`).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  type("Lamps", "ArrowLeft");
  expect(seen()).toEqual(["Réparer", "Lamps", "Sewing", "Money"]);
  type("Money", "ArrowLeft");
  expect(seen()).toContain("Money");
  type("Lamps", "ArrowRight");
  expect(seen()).toHaveLength(5);
});

test("narrowing shows what matches and what it is inside of, folded or not, without accents and capitals", async () => {
  await mount(TREE, { "group-folds": GroupFolds });
  find("#all").click();
  expect(seen()).toEqual(["Réparer", "Money"]);
  look("BULB");
  expect(seen()).toEqual(["Réparer", "Lamps", "Bulbs"]);
  expect(find("#Lamps").className).toContain("is-around");
  expect(said()).toBe("1 of 5 groups");
  look("reparer");
  expect(seen()).toEqual(["Réparer"]);
  look("", "theme");
  expect(seen()).toEqual(["Réparer", "Lamps", "Bulbs"]);
  look("nowhere");
  expect([seen(), find("[data-group-folds-target=nothing]").hidden]).toEqual([[], false]);
  look("");
  expect(seen()).toEqual(["Réparer", "Money"]);
});

test("the way to the group that is open is open too", async () => {
  localStorage.setItem("ruche:groups:a", "Réparer Lamps Money");
  await mount(TREE.replace('id="Bulbs"', 'id="Bulbs" class="is-on"'), { "group-folds": GroupFolds });
  expect(seen()).toContain("Bulbs");
});
