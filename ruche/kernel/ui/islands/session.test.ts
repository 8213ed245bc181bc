/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { askToSignIn, claimSession, isOursAgain, isOver } from "./session.ts";

beforeEach(() => {
  document.documentElement.dataset.person = "nora";
});

function answer(response: Response): void {
  vi.stubGlobal("fetch", async () => response);
}

test("a page belongs to whoever is signed in, until they sign out or somebody else signs in", () => {
  claimSession();
  expect(isOver()).toBe(false);
  localStorage.clear();
  expect(isOver()).toBe(true);
  localStorage.setItem("ruche:person", "theo");
  expect(isOver()).toBe(true);
});

test("the server says whether the session is theirs again", async () => {
  answer(Response.json({ ticket: "t", person: "theo" }));
  expect(await isOursAgain()).toBe(false);
  answer(new Response("", { status: 401 }));
  expect(await isOursAgain()).toBe(false);
  answer(Response.json({ ticket: "t", person: "nora" }));
  expect(await isOursAgain()).toBe(true);
  expect(isOver()).toBe(false);
  answer(new Response("", { status: 502 }));
  await expect(isOursAgain()).rejects.toThrow("502");
});

test("who is asked already is not asked again", () => {
  document.body.innerHTML = '<dialog id="signed-out"></dialog>';
  const show = vi.spyOn(HTMLDialogElement.prototype, "showModal");
  askToSignIn();
  askToSignIn();
  expect(show).toHaveBeenCalledOnce();
});
