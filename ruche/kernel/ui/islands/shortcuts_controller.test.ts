/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount, press } from "../../../../frontend/testing/mount.ts";
import Shortcuts from "./shortcuts_controller.ts";

const page = `<div data-controller="shortcuts"><a data-letter="D" href="#talk">Talk</a><input id="field">
  <dialog data-shortcuts-target="help"><input type="checkbox" data-shortcuts-target="switch" data-action="shortcuts#remember"></dialog></div>`;

test("G then a letter goes to a space", async () => {
  await mount(page, { shortcuts: Shortcuts });
  const follow = vi.spyOn(find<HTMLAnchorElement>("a"), "click");
  press("d");
  expect(follow).not.toHaveBeenCalled();
  press("g");
  press("d");
  expect(follow).toHaveBeenCalledOnce();
});

test("? shows the list, brackets fold", async () => {
  await mount(page, { shortcuts: Shortcuts });
  const folds: string[] = [];
  for (const name of ["sidebar", "panel"]) document.addEventListener(`shortcuts:${name}`, () => folds.push(name), { once: true });
  press("[");
  press("]");
  press("?");
  expect(folds).toEqual(["sidebar", "panel"]);
  expect(find<HTMLDialogElement>("dialog").open).toBe(true);
});

test("keys mean letters inside a field, with a modifier, and when they are off", async () => {
  await mount(page, { shortcuts: Shortcuts });
  expect(press("?", find("#field")).defaultPrevented).toBe(false);
  expect(press("?", document.body, { ctrlKey: true }).defaultPrevented).toBe(false);
  const box = find<HTMLInputElement>("[data-shortcuts-target='switch']");
  expect(box.checked).toBe(true);
  box.click();
  expect(press("?").defaultPrevented).toBe(false);
  expect(find<HTMLDialogElement>("dialog").open).toBe(false);
});
