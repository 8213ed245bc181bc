/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import SignOut from "./sign_out_controller.ts";

test("drafts and caches are gone before the session ends", async () => {
  const dropped = vi.fn().mockResolvedValue(true);
  vi.stubGlobal("caches", { keys: async () => ["ruche-1", "media"], delete: dropped });
  vi.stubGlobal("indexedDB", undefined);
  await mount('<form data-controller="sign-out" data-action="sign-out#clear"><button>Sign out</button></form>', { "sign-out": SignOut });
  localStorage.setItem("ruche:draft:nora:atelier-a:chat", "secret");
  const send = vi.spyOn(find<HTMLFormElement>("form"), "submit").mockReturnValue();
  find("form").dispatchEvent(new Event("submit", { cancelable: true }));
  await settled();
  expect(localStorage.length).toBe(0);
  expect(dropped.mock.calls.map(([name]) => name)).toEqual(["ruche-1", "media"]);
  expect(send).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});
