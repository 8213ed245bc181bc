/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Application } from "@hotwired/stimulus";
import { afterEach, expect, test } from "vitest";
import ScopePicker from "./scope_picker_controller.ts";

let application: Application;

async function draw(names: string[]): Promise<void> {
  const options = names.map((name) => `<option value="${name}">${name}</option>`).join("");
  document.body.innerHTML = `<div data-controller="scope-picker">
    <label hidden data-scope-picker-target="row"><input data-scope-picker-target="words" data-action="input->scope-picker#apply"></label>
    <select><option value="">Everywhere</option>${options}</select></div>`;
  application = Application.start();
  application.register("scope-picker", ScopePicker);
  await new Promise((resolve) => setTimeout(resolve));
}

afterEach(() => application.stop());

const list = (): HTMLSelectElement => document.querySelector("select") as HTMLSelectElement;
const row = (): HTMLElement => document.querySelector("label") as HTMLElement;
const field = (): HTMLInputElement => document.querySelector("input") as HTMLInputElement;

test("finds a group by its name, and keeps what is chosen", async () => {
  await draw(["Atelier vélo", "Bureau", "Ménagerie", "Potager", "Réemploi", "Sculpture", "Trésorerie", "Voirie"]);
  expect(row().hidden).toBe(false);
  list().value = "Bureau";
  field().value = "velo";
  field().dispatchEvent(new Event("input", { bubbles: true }));
  expect([...list().options].map((one) => one.value)).toEqual(["", "Atelier vélo", "Bureau"]);
  expect(list().value).toBe("Bureau");
  field().value = "";
  field().dispatchEvent(new Event("input", { bubbles: true }));
  expect(list().options.length).toBe(9);
});

test("a short list needs no field", async () => {
  await draw(["Bureau"]);
  expect(row().hidden).toBe(true);
});
