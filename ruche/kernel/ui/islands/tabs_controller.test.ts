/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { find, mount, press } from "../../../../frontend/testing/mount.ts";
import Tabs from "./tabs_controller.ts";

const page = `<div role="tablist" data-controller="tabs"><button role="tab" id="one" aria-controls="first" aria-selected="true"></button
  ><button role="tab" id="two" aria-controls="second" aria-selected="false"></button></div><div id="first"></div><div id="second"></div>`;

test("only the chosen panel shows, from the start", async () => {
  await mount(page, { tabs: Tabs });
  expect([find("#first").hidden, find("#second").hidden]).toEqual([false, true]);
  find("#two").click();
  expect([find("#first").hidden, find("#second").hidden]).toEqual([true, false]);
});

test("arrows choose, and only the chosen tab is in the order of focus", async () => {
  await mount(page, { tabs: Tabs });
  press("ArrowRight", find("#one"));
  expect(document.activeElement).toBe(find("#two"));
  expect(find("#two").ariaSelected).toBe("true");
  expect(find("#one").tabIndex).toBe(-1);
  press("ArrowRight", find("#two"));
  expect(find("#one").ariaSelected).toBe("true");
});
