/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import AutoSubmit from "./auto_submit_controller.ts";

const page = `<form data-controller="auto-submit" data-action="change->auto-submit#now input->auto-submit#soon">
  <input type="search"><select><option>1</option></select></form>`;

test("a choice sends at once, a typed word after a pause, once", async () => {
  await mount(page, { "auto-submit": AutoSubmit });
  const send = vi.spyOn(find<HTMLFormElement>("form"), "requestSubmit").mockReturnValue();
  vi.useFakeTimers();
  find("select").dispatchEvent(new Event("change", { bubbles: true }));
  expect(send).toHaveBeenCalledTimes(1);
  for (let letter = 0; letter < 3; letter++) find("input").dispatchEvent(new Event("input", { bubbles: true }));
  expect(send).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(300);
  expect(send).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
