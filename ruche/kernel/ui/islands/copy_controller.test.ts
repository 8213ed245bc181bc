/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import Copy from "./copy_controller.ts";

const page =
  '<button data-controller="copy" data-copy-text-value="https://ruche.example/i/abc" data-copy-done-value="Copied" data-action="copy#copy"><span data-copy-target="label">Copy</span></button>';

test("the text is copied and the button says so", async () => {
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await mount(page, { copy: Copy });
  find<HTMLButtonElement>("button").click();
  await settled();
  expect(write).toHaveBeenCalledWith("https://ruche.example/i/abc");
  expect(find("span").textContent).toBe("Copied");
});

test("without the clipboard interface the text is copied by selecting it", async () => {
  vi.spyOn(navigator, "clipboard", "get").mockReturnValue(undefined as unknown as Clipboard);
  let copied = "";
  document.execCommand = vi.fn(() => {
    copied = find<HTMLTextAreaElement>("textarea").value;
    return true;
  });
  await mount(page, { copy: Copy });
  find<HTMLButtonElement>("button").click();
  await settled();
  expect(copied).toBe("https://ruche.example/i/abc");
  expect(document.querySelector("textarea")).toBeNull();
});
