/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import OrganisationColour from "./organisation_colour_controller.ts";

const FIELD = `<div data-controller="organisation-colour" data-action="input->organisation-colour#wear">
  <input type="radio" name="c" value="#1d7a68" id="teal" checked>
  <input type="radio" name="c" value="own" id="own" data-organisation-colour-target="own">
  <input type="color" value="#123456" data-organisation-colour-target="picker"></div>`;

function choose(selector: string, value?: string): void {
  const input = find<HTMLInputElement>(selector);
  if (value) input.value = value;
  else input.checked = true;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

const worn = (): string => document.documentElement.style.getPropertyValue("--org");

test("the page wears the colour that is chosen", async () => {
  await mount(FIELD, { "organisation-colour": OrganisationColour });
  choose("#teal");
  expect(worn()).toBe("#1d7a68");
  choose("#own");
  expect(worn()).toBe("#123456");
});

test("picking a colour of one's own chooses it", async () => {
  await mount(FIELD, { "organisation-colour": OrganisationColour });
  choose("[type=color]", "#abcdef");
  expect(worn()).toBe("#abcdef");
  expect(find<HTMLInputElement>("#own").checked).toBe(true);
});
