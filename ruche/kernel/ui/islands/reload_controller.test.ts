/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import Reload from "./reload_controller.ts";

const page = '<button data-controller="reload" data-reload-probe-value="/healthz" data-action="reload#now">Try again</button>';

test("the page is loaded again when asked, and as soon as the server answers", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const reload = vi.spyOn(location, "reload").mockReturnValue();
  const probe = vi.spyOn(window, "fetch").mockRejectedValueOnce(new TypeError("Failed to fetch"));
  await mount(page, { reload: Reload });
  find<HTMLButtonElement>("button").click();
  expect(reload).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3000);
  expect(reload).toHaveBeenCalledTimes(1);
  probe.mockResolvedValueOnce(new Response());
  await vi.advanceTimersByTimeAsync(3000);
  expect(reload).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
