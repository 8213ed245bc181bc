/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { find, mount, press } from "../../../../frontend/testing/mount.ts";
import Menu from "./menu_controller.ts";

const page = `<button popovertarget="more">More</button>
  <div id="more" popover data-controller="menu"><a id="a" href="/a">A</a><button id="b">B</button><button disabled>C</button></div>`;

function toggle(newState: string): void {
  find("#more").dispatchEvent(Object.assign(new Event("toggle"), { newState }));
}

test("an open menu stands near its button and says so", async () => {
  await mount(page, { menu: Menu });
  find("button").getBoundingClientRect = () => new DOMRect(40, 20, 32, 32);
  toggle("open");
  expect(find("button").getAttribute("aria-expanded")).toBe("true");
  expect(find("#more").style.left).toBe("40px");
  expect(find("#more").style.top).toBe("58px");
  toggle("closed");
  expect(find("button").getAttribute("aria-expanded")).toBe("false");
});

test("arrows walk the lines in a ring, past what is disabled", async () => {
  await mount(page, { menu: Menu });
  const menu = find("#more");
  press("ArrowDown", menu);
  expect(document.activeElement?.id).toBe("a");
  press("ArrowDown", find("#a"));
  expect(document.activeElement?.id).toBe("b");
  press("ArrowDown", find("#b"));
  expect(document.activeElement?.id).toBe("a");
  press("ArrowUp", find("#a"));
  expect(document.activeElement?.id).toBe("b");
});
