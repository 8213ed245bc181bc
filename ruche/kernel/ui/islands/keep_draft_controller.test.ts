/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test } from "vitest";
import { find, mount, unmount } from "../../../../frontend/testing/mount.ts";
import { settleDrafts } from "./drafts.ts";
import KeepDraft from "./keep_draft_controller.ts";
import { claimSession } from "./session.ts";

const page = '<form><textarea data-controller="keep-draft" data-keep-draft-key-value="chat-general"></textarea></form>';

async function open(person = "nora", organisation = "atelier-a"): Promise<void> {
  Object.assign(document.documentElement.dataset, { person, organisation });
  claimSession();
  settleDrafts();
  await mount(page, { "keep-draft": KeepDraft });
}

function type(text: string): void {
  const field = find<HTMLTextAreaElement>("textarea");
  field.value = text;
  field.dispatchEvent(new Event("input"));
}

const written = (): string => find<HTMLTextAreaElement>("textarea").value;

beforeEach(async () => {
  await open();
  type("Bonjour à tous");
});

test("what was typed is there again when the page is opened again", async () => {
  await unmount();
  await open();
  expect(written()).toBe("Bonjour à tous");
});

test("it belongs to one person in one organisation", async () => {
  await unmount();
  await open("theo");
  expect(written()).toBe("");
  await unmount();
  await open("nora", "bureau-b");
  expect(written()).toBe("");
});

test("a form that arrived leaves nothing", async () => {
  find("form").dispatchEvent(new Event("submit"));
  await unmount();
  await open();
  expect(written()).toBe("");
});

test("a session that ended gives the text back after signing in again", async () => {
  find("form").dispatchEvent(new Event("submit"));
  await unmount();
  delete document.documentElement.dataset.person;
  settleDrafts();
  await open();
  expect(written()).toBe("Bonjour à tous");
});

test.each([
  [204, ""],
  [503, "Bonjour à tous"],
])("after an answer %i to htmx the draft is %j", async (status, kept) => {
  find("form").dispatchEvent(new CustomEvent("htmx:after:request", { detail: { ctx: { response: { status } } } }));
  await unmount();
  await open();
  expect(written()).toBe(kept);
});

test("an emptied field leaves nothing", async () => {
  type("  ");
  expect(Object.keys(localStorage).filter((name) => name.includes("draft"))).toEqual([]);
});

test("after signing out in another tab nothing more is kept", async () => {
  await open();
  localStorage.clear();
  find<HTMLInputElement>("textarea").value = "secret";
  find("textarea").dispatchEvent(new Event("input", { bubbles: true }));
  expect(localStorage).toHaveLength(0);
});
