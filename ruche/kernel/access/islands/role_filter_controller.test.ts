/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test } from "vitest";
import RoleFilter from "./role_filter_controller.ts";

let application: Application;

beforeEach(async () => {
  document.body.innerHTML = `<div data-controller="role-filter">
    <input type="search" data-role-filter-target="words" data-action="input->role-filter#apply">
    <section data-role-filter-target="section"><span data-count></span>
      <label data-role-filter-target="line"><input type="checkbox" checked data-action="role-filter#count">Écrire dans les canaux</label>
      <label data-role-filter-target="line"><input type="checkbox" data-action="role-filter#count">Épingler</label></section>
    <section data-role-filter-target="section"><label data-role-filter-target="line"><input type="checkbox">Inviter des gens</label></section>
    <p data-role-filter-target="none" hidden>None</p></div>`;
  application = Application.start();
  application.register("role-filter", RoleFilter);
  await new Promise((resolve) => setTimeout(resolve));
});

afterEach(() => application.stop());

function type(words: string): void {
  const field = document.querySelector("[type=search]") as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const shown = (selector: string): number => document.querySelectorAll(`${selector}:not([hidden])`).length;

test("finds by all the words, whatever the accents", () => {
  type("ecrire canaux");
  expect(shown("label")).toBe(1);
  expect(shown("section")).toBe(1);
  type("nothing like it");
  expect(shown("label")).toBe(0);
  expect(shown("p")).toBe(1);
  type("");
  expect(shown("label")).toBe(3);
});

test("counts what is chosen", () => {
  expect(document.querySelector("[data-count]")?.textContent).toBe("1/2");
  (document.querySelectorAll("input[type=checkbox]")[1] as HTMLInputElement).click();
  expect(document.querySelector("[data-count]")?.textContent).toBe("2/2");
});
