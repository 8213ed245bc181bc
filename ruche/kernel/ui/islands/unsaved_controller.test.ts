/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import Unsaved from "./unsaved_controller.ts";

const page = '<form data-controller="unsaved"><input></form>';

function leave(): boolean {
  const event = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

test("the browser asks only while something is unsaved", async () => {
  await mount(page, { unsaved: Unsaved });
  expect(leave()).toBe(false);
  find("input").dispatchEvent(new Event("input", { bubbles: true }));
  expect(leave()).toBe(true);
  find("form").dispatchEvent(new Event("submit"));
  expect(leave()).toBe(false);
});
