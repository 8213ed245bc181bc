/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import Dialog from "./dialog_controller.ts";

const page = `<button commandfor="leave" command="show-modal">Leave</button>
  <dialog id="leave" data-controller="dialog" closedby="any"><p>Sure?</p><button id="no" commandfor="leave" command="close">No</button></dialog>`;

test("without native commands, buttons open and close", async () => {
  await mount(page, { dialog: Dialog });
  find<HTMLButtonElement>("button").click();
  expect(find<HTMLDialogElement>("dialog").open).toBe(true);
  find<HTMLButtonElement>("#no").click();
  expect(find<HTMLDialogElement>("dialog").open).toBe(false);
});

test("a click beside closes, a click inside does not", async () => {
  await mount(page, { dialog: Dialog });
  const dialog = find<HTMLDialogElement>("dialog");
  dialog.showModal();
  find("p").click();
  expect(dialog.open).toBe(true);
  dialog.click();
  expect(dialog.open).toBe(false);
});

test("a dialog that needs an answer stays open", async () => {
  await mount(page.replace('closedby="any"', ""), { dialog: Dialog });
  const dialog = find<HTMLDialogElement>("dialog");
  dialog.showModal();
  dialog.click();
  expect(dialog.open).toBe(true);
});
