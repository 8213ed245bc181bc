/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount, unmount } from "../../../../frontend/testing/mount.ts";
import Shell from "./shell_controller.ts";

const page =
  '<div id="shell" data-controller="shell"><button data-action="shell#toggleSidebar"></button><main data-action="click->shell#closeSidebar"></main></div>';

function width(isWide: boolean): void {
  vi.spyOn(window, "matchMedia").mockReturnValue({ matches: isWide } as MediaQueryList);
}

test("on a wide window the sidebar folds, and stays folded on the next page", async () => {
  width(true);
  await mount(page, { shell: Shell });
  find<HTMLButtonElement>("button").click();
  expect(find("#shell").className).toBe("is-folded");
  await unmount();
  await mount(page, { shell: Shell });
  expect(find("#shell").className).toBe("is-folded");
  find<HTMLButtonElement>("button").click();
  expect(find("#shell").className).toBe("");
});

test("on a narrow one it opens over the page, and a click on the page closes it", async () => {
  width(false);
  await mount(page, { shell: Shell });
  find<HTMLButtonElement>("button").click();
  expect(find("#shell").className).toBe("is-sidebar-open");
  find("main").click();
  expect(find("#shell").className).toBe("");
});
