/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clear } from "../../ui/islands/storage.ts";
import Blocked from "./blocked_controller.ts";

let application: Application;

beforeEach(() => clear());

afterEach(() => {
  application.stop();
  vi.unstubAllGlobals();
});

async function open(blocked: string[]): Promise<void> {
  const body = JSON.stringify({ results: blocked.map((id) => ({ id, name: id })) });
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(body)));
  document.body.innerHTML = `<div data-controller="blocked" data-blocked-url-value="/api/blocks/" data-blocked-word-value="Show">
    <article data-author="bob" tabindex="-1">Hello</article><article data-author="dana">Good day</article></div>`;
  application = Application.start();
  application.register("blocked", Blocked);
  await vi.waitFor(() => expect(fetch).toHaveBeenCalled());
  await new Promise((resolve) => setTimeout(resolve));
}

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("article")];
const folded = (): boolean[] => rows().map((row) => row.classList.contains("is-folded"));

test("folds what a blocked person wrote, and what they write later", async () => {
  await open(["bob"]);
  expect(folded()).toEqual([true, false]);
  document.querySelector("div")?.insertAdjacentHTML("beforeend", '<article data-author="bob">Again</article>');
  await vi.waitFor(() => expect(folded()).toEqual([true, false, true]));
});

test("one press shows a row, and it stays shown", async () => {
  await open(["bob"]);
  document.querySelector<HTMLButtonElement>(".r-unfold")?.click();
  expect(folded()).toEqual([false, false]);
  document.querySelector("div")?.append(document.createElement("p"));
  await new Promise((resolve) => setTimeout(resolve));
  expect(folded()).toEqual([false, false]);
});

test("nobody blocked, nothing folded", async () => {
  await open([]);
  expect(folded()).toEqual([false, false]);
  expect(document.querySelector(".r-unfold")).toBeNull();
});
