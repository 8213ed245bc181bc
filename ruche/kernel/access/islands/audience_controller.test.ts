/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import Audience from "./audience_controller.ts";

const LEVELS = ["0", "1", "2"];
let application: Application;

beforeEach(async () => {
  const radios = LEVELS.map(
    (level) =>
      `<input type="radio" name="a_see" value="${level}" data-audience-target="see" data-action="audience#choose" ${level === "2" ? "checked" : ""}>`,
  );
  const options = LEVELS.map((level) => `<option value="${level}" ${level === "2" ? "selected" : ""}>${level}</option>`);
  vi.stubGlobal(
    "fetch",
    vi.fn(
      async (address: string) =>
        new Response(JSON.stringify({ words: `${new URL(address, location.href).searchParams.get("level")} see it.` })),
    ),
  );
  document.body.innerHTML = `<fieldset data-controller="audience" data-audience-count-url-value="/count/">${radios.join("")}
    <div data-audience-target="group"></div><p data-audience-target="count" hidden></p>
    <select data-audience-target="act" data-action="audience#cap">${options.join("")}</select></fieldset>`;
  act().value = "2"; // happy-dom reads another one than the selected option
  application = Application.start();
  application.register("audience", Audience);
  await new Promise((resolve) => setTimeout(resolve));
});

afterEach(() => {
  application.stop();
  vi.unstubAllGlobals();
});

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

test("the group is asked for where an answer needs it", async () => {
  await vi.waitFor(() => expect(group().hidden).toBe(true));
  see("1");
  expect(group().hidden).toBe(false);
  see("2");
  act().value = "1";
  act().dispatchEvent(new Event("change", { bubbles: true }));
  expect(group().hidden).toBe(false);
});

test("the choice says how many people it reaches, and a group that is not chosen yet says nothing", async () => {
  const said = document.querySelector<HTMLElement>("[data-audience-target=count]") as HTMLElement;
  await vi.waitFor(() => expect(said.textContent).toBe("2 see it."));
  see("0");
  await vi.waitFor(() => expect(said.textContent).toBe("0 see it."));
  see("1");
  await vi.waitFor(() => expect(said.hidden).toBe(true));
});
