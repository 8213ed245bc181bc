/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import { live } from "./live/live.ts";
import Refresh from "./refresh_controller.ts";

test("a refresh by hand catches up, and says when it has", async () => {
  await mount('<button data-controller="refresh" data-action="refresh#now" data-refresh-done-value="Up to date"></button>', {
    refresh: Refresh,
  });
  const refresh = vi.spyOn(live, "refresh").mockReturnValue();
  const told: string[] = [];
  const hear = (event: Event) => told.push((event as CustomEvent<{ message: string }>).detail.message);
  document.addEventListener("toast", hear);
  document.dispatchEvent(new Event("live:caught-up"));
  find("button").click();
  expect([refresh.mock.calls.length, told.length]).toEqual([1, 0]);
  document.dispatchEvent(new Event("live:caught-up"));
  document.dispatchEvent(new Event("live:caught-up"));
  expect(told).toEqual(["Up to date"]);
  document.removeEventListener("toast", hear);
});
