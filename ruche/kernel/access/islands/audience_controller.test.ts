/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test } from "vitest";
import Audience from "./audience_controller.ts";

const LEVELS = ["0", "1", "2"];
let application: Application;

beforeEach(async () => {
  const radios = LEVELS.map(
    (level) =>
      `<input type="radio" name="a_see" value="${level}" data-audience-target="see" data-action="audience#choose" ${level === "2" ? "checked" : ""}>`,
  );
  const options = LEVELS.map((level) => `<option value="${level}" ${level === "2" ? "selected" : ""}>${level}</option>`);
  document.body.innerHTML = `<fieldset data-controller="audience">${radios.join("")}
    <div data-audience-target="group"></div>
    <select data-audience-target="act" data-action="audience#cap">${options.join("")}</select></fieldset>`;
  application = Application.start();
  application.register("audience", Audience);
  await new Promise((resolve) => setTimeout(resolve));
});

afterEach(() => application.stop());

const act = (): HTMLSelectElement => document.querySelector("select") as HTMLSelectElement;
const group = (): HTMLElement => document.querySelector("[data-audience-target=group]") as HTMLElement;

function see(level: string): void {
  const radio = document.querySelector<HTMLInputElement>(`input[value="${level}"]`) as HTMLInputElement;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  radio.dispatchEvent(new Event("input", { bubbles: true }));
}

test("nobody may do more than those who see it", () => {
  see("0");
  expect(act().value).toBe("0");
  expect([...act().options].map((option) => option.disabled)).toEqual([false, true, true]);
  see("2");
  expect([...act().options].some((option) => option.disabled)).toBe(false);
});

test("the group is asked for where an answer needs it", () => {
  expect(group().hidden).toBe(true);
  see("1");
  expect(group().hidden).toBe(false);
  see("2");
  act().value = "1";
  act().dispatchEvent(new Event("change", { bubbles: true }));
  expect(group().hidden).toBe(false);
});
