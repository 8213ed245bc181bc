/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import Offline from "./offline_controller.ts";

const page = '<div id="banner" hidden data-controller="offline" data-offline-probe-value="/healthz"></div>';

test.each([
  ["the network is gone", () => window.dispatchEvent(new Event("offline"))],
  ["a request failed though the network is there", () => document.dispatchEvent(new Event("requests:unreachable"))],
])("the banner shows when %s, until the server answers", async (_why, happen) => {
  const probe = vi.spyOn(window, "fetch").mockRejectedValueOnce(new TypeError("Failed to fetch"));
  await mount(page, { offline: Offline });
  expect(find("#banner").hidden).toBe(true);
  happen();
  expect(find("#banner").hidden).toBe(false);
  window.dispatchEvent(new Event("online"));
  await settled();
  expect(find("#banner").hidden).toBe(false);
  probe.mockResolvedValueOnce(new Response());
  window.dispatchEvent(new Event("online"));
  await settled();
  expect(find("#banner").hidden).toBe(true);
});
