/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import RecoveryCodes from "./recovery_codes_controller.ts";

const page =
  '<div data-controller="recovery-codes" data-recovery-codes-name-value="codes.txt"><ul data-recovery-codes-target="codes"><li><code>1234 5678</code></li><li><code>8765 4321</code></li></ul><button data-action="recovery-codes#keep">Keep</button></div>';

test("the codes become a file, one on each line", async () => {
  let kept: Blob | undefined;
  URL.createObjectURL = vi.fn((blob: Blob | MediaSource) => {
    kept = blob as Blob;
    return "blob:codes";
  });
  URL.revokeObjectURL = vi.fn();
  const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
  await mount(page, { "recovery-codes": RecoveryCodes });
  find<HTMLButtonElement>("button").click();
  expect(await kept?.text()).toBe("1234 5678\n8765 4321\n");
  expect(clicked).toHaveBeenCalledOnce();
});
