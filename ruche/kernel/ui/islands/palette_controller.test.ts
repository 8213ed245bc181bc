/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount, press, settled } from "../../../../frontend/testing/mount.ts";
import Palette from "./palette_controller.ts";
import { marked } from "./palette_lines.ts";

const page = `<div data-controller="palette" data-palette-url-value="/o/atelier-a/palette/"><svg><use href="/icons.svg#i-house"/></svg>
  <button id="search" data-action="palette#open"></button><button id="create" data-action="palette#open" data-palette-first-param="act"></button>
  <dialog data-palette-target="dialog"><input data-palette-target="input" data-action="input->palette#search keydown->palette#move">
  <ul data-palette-target="list" data-action="click->palette#follow"></ul><p data-palette-target="none" hidden></p>
  <template data-palette-target="line"><li role="option"><svg><use/></svg><span></span><small></small></li></template></dialog></div>`;

const groups = [
  { label: "Channels", entries: [{ kind: "channel", label: "général", detail: "", url: "/o/atelier-a/chat/1/", icon: "hash" }] },
  {
    label: "People",
    entries: [{ kind: "person", label: "Théo Marchetti", detail: "Member", url: "/o/atelier-a/people/2/", icon: "user-round" }],
  },
];
const go = vi.fn();

beforeEach(async () => {
  vi.spyOn(window, "fetch").mockImplementation(async () => Response.json({ groups }));
  vi.spyOn(location, "assign").mockImplementation(go);
  go.mockClear();
  await mount(page, { palette: Palette });
});

async function open(): Promise<void> {
  press("k", document.body, { ctrlKey: true });
  await settled();
}

const chosen = (): string | null | undefined =>
  [...document.querySelectorAll('[role="option"]')].find((line) => line.ariaSelected === "true")?.querySelector("span")?.textContent;

test("Ctrl K opens it, with the lines of the server under their titles", async () => {
  await open();
  expect(find<HTMLDialogElement>("dialog").open).toBe(true);
  expect([...find("ul").children].map((line) => line.textContent)).toEqual(["Channels", "général", "People", "Théo MarchettiMember"]);
  expect(find("ul use").getAttribute("href")).toBe("/icons.svg#i-hash");
});

test("arrows choose in a ring, Enter goes", async () => {
  await open();
  expect(chosen()).toBe("général");
  press("ArrowUp", find("input"));
  expect(chosen()).toBe("Théo Marchetti");
  press("ArrowDown", find("input"));
  press("Enter", find("input"));
  expect(go).toHaveBeenCalledWith("/o/atelier-a/chat/1/");
});

test("a click goes too", async () => {
  await open();
  find('[role="option"]:last-child span').click();
  expect(go).toHaveBeenCalledWith("/o/atelier-a/people/2/");
});

test("what can be begun stands first where one came to begin something", async () => {
  const acts = { label: "Actions", entries: [{ kind: "act", label: "New channel", detail: "", url: "/o/atelier-a/new/", icon: "plus" }] };
  vi.spyOn(window, "fetch").mockImplementation(async () => Response.json({ groups: [...groups, acts] }));
  find("#create").click();
  await settled();
  expect(chosen()).toBe("New channel");
  find<HTMLDialogElement>("dialog").close();
  find("#search").click();
  await settled();
  expect(chosen()).toBe("général");
});

test("an empty answer says so", async () => {
  vi.spyOn(window, "fetch").mockImplementation(async () => Response.json({ groups: [] }));
  await open();
  expect(find("p").hidden).toBe(false);
  expect(find("ul").children).toHaveLength(0);
});

test("the words found are marked, whatever their case and accents", () => {
  const label = document.createElement("p");
  label.append(...marked("Fête de la réparation", "REPA"));
  expect(label.innerHTML).toBe("Fête de la <mark>répa</mark>ration");
});

test("Ctrl Enter goes on to the search, whatever is chosen", async () => {
  const search = {
    label: "Search",
    entries: [{ kind: "search", label: "Search for “x”", detail: "", url: "/o/atelier-a/search/?q=x", icon: "search" }],
  };
  vi.spyOn(window, "fetch").mockImplementation(async () => Response.json({ groups: [...groups, search] }));
  await open();
  expect(chosen()).toBe("général");
  press("Enter", find("input"), { ctrlKey: true });
  expect(go).toHaveBeenCalledWith("/o/atelier-a/search/?q=x");
});
