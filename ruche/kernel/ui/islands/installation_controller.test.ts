/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { mount } from "../../../../frontend/testing/mount.ts";
import Installation from "./installation_controller.ts";

test("the service worker is registered once the page is loaded", async () => {
  const register = vi.fn().mockResolvedValue(undefined);
  vi.stubGlobal("navigator", { serviceWorker: { register } });
  await mount('<div data-controller="installation" data-installation-worker-value="/service-worker.js"></div>', {
    installation: Installation,
  });
  expect(register).not.toHaveBeenCalled();
  window.dispatchEvent(new Event("load"));
  expect(register).toHaveBeenCalledWith("/service-worker.js");
  vi.unstubAllGlobals();
});
