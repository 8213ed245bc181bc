/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import GroupTree from "./group_tree_controller.ts";

const row = (name: string, depth: number, parent: string, more = "data-takes"): string =>
  `<li data-group-tree-target="row" data-group="${name}" data-parent="${parent}" data-depth="${depth}" data-name="${name}" data-moves="/move/${name}/" ${more}><a href="#${name}" id="${name}">${name}</a></li>`;

const TREE = `<div data-controller="group-tree" data-action="keydown->group-tree#type" data-group-tree-lifted-value="“%s” is lifted" data-group-tree-into-value="Into “%s”" data-group-tree-top-value="To the top" data-group-tree-left-value="Left" data-group-tree-nowhere-value="Nowhere">
  <ul><li data-group-tree-target="top" data-name="Top" hidden></li>${row("repair", 0, "")}${row("sewing", 1, "repair")}${row("lamps", 1, "repair")}${row("money", 0, "")}${row("secret", 0, "", "")}</ul>
  <p data-group-tree-target="status"></p><dialog data-group-tree-target="dialog"><div data-group-tree-target="preview"></div></dialog></div>`;

const press = (id: string, key: string): void =>
  void find(`#${id}`).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const said = (): string => find("[data-group-tree-target=status]").textContent ?? "";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("M lifts a group, the arrows go over the places it may have, Enter asks what would change", async () => {
  await mount(TREE, { "group-tree": GroupTree });
  vi.spyOn(HTMLDialogElement.prototype, "showModal").mockImplementation(() => {});
  const asked = vi.fn(async () => new Response('<button class="r-btn-primary">Move</button>'));
  vi.stubGlobal("fetch", asked);
  press("sewing", "m");
  expect(said()).toBe("“sewing” is lifted");
  press("sewing", "ArrowDown");
  expect(said()).toBe("Into “lamps”");
  press("sewing", "ArrowDown");
  expect(said()).toBe("Into “money”");
  press("sewing", "ArrowDown"); // not into what the person does not manage, nor where it is: around to the top
  expect(said()).toBe("To the top");
  press("sewing", "ArrowUp");
  press("sewing", "Enter");
  await vi.waitFor(() => expect(find("[data-group-tree-target=preview]").innerHTML).toContain("Move"));
  expect(asked).toHaveBeenCalledWith("/move/sewing/?parent_id=money", { headers: { "HX-Request": "true" } });
  expect(find("[data-group=sewing]").className).toBe("");
});

test("a group does not go into what is inside it, and Escape leaves it", async () => {
  await mount(TREE, { "group-tree": GroupTree });
  press("repair", "M");
  press("repair", "ArrowDown");
  expect(said()).toBe("Into “money”");
  press("repair", "ArrowDown");
  expect(said()).toBe("Into “money”");
  press("repair", "Escape");
  expect(said()).toBe("Left");
  expect(document.querySelector(".is-target")).toBeNull();
});

test("other keys and shortcuts with a modifier do nothing", async () => {
  await mount(TREE, { "group-tree": GroupTree });
  press("sewing", "x");
  find("#sewing").dispatchEvent(new KeyboardEvent("keydown", { key: "m", ctrlKey: true, bubbles: true }));
  expect(said()).toBe("");
});
