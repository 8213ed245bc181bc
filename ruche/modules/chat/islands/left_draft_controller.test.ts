/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import * as clipboard from "../../../kernel/ui/islands/clipboard.ts";
import { keepDraft, readDraft } from "../../../kernel/ui/islands/drafts.ts";
import { rememberTitle } from "./last_title.ts";
import LeftDraft from "./left_draft_controller.ts";

const PAGE = `<h1>You are no longer in this channel</h1><section hidden data-controller="left-draft" data-left-draft-key-value="chat-1"
  data-left-draft-done-value="Copied" data-left-draft-heading-value="You are no longer in {title}">
  <textarea readonly data-left-draft-target="text"></textarea><button data-action="left-draft#copy"><span data-left-draft-target="label">Copy</span></button>
  <button id="discard" data-action="left-draft#discard">Discard</button></section>`;

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, "");
});

test("what was being written is there to be copied, and the channel is called by the name it had", async () => {
  const copy = vi.spyOn(clipboard, "copyText").mockResolvedValue();
  keepDraft("chat-1", "Not finished");
  rememberTitle("board");
  await mount(PAGE, { "left-draft": LeftDraft });
  expect(find("section").hidden).toBe(false);
  expect(find<HTMLTextAreaElement>("textarea").value).toBe("Not finished");
  expect(find("h1").textContent).toBe("You are no longer in board");
  find("button").click();
  expect(copy).toHaveBeenCalledWith("Not finished");
  await vi.waitFor(() => expect(find("span").textContent).toBe("Copied"));
});

test("what is discarded is gone", async () => {
  keepDraft("chat-1", "Not finished");
  await mount(PAGE, { "left-draft": LeftDraft });
  find("#discard").click();
  expect([find("section").hidden, readDraft("chat-1")]).toEqual([true, null]);
});

test("nothing is shown where nothing was written, and no name is invented", async () => {
  await mount(PAGE, { "left-draft": LeftDraft });
  expect(find("section").hidden).toBe(true);
  expect(find("h1").textContent).toBe("You are no longer in this channel");
});
