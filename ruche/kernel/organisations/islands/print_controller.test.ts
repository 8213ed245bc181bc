/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import Print from "./print_controller.ts";

test("the button opens the print dialog", async () => {
  const print = vi.fn();
  vi.stubGlobal("print", print);
  await mount('<button data-controller="print" data-action="print#now">Print</button>', { print: Print });
  find("button").click();
  expect(print).toHaveBeenCalledOnce();
});
