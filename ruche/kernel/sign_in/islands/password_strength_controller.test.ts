/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import PasswordStrength from "./password_strength_controller.ts";

const page =
  '<form data-controller="password-strength" data-password-strength-url-value="/strength/" data-action="input->password-strength#look"><input type="password" autocomplete="new-password"><meter hidden data-password-strength-target="meter"></meter><p data-password-strength-target="advice"></p></form>';

function type(text: string): void {
  const input = find<HTMLInputElement>("input");
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

test("the server is asked once, after a pause, and its advice is shown", async () => {
  const ask = vi.fn(async () => new Response(JSON.stringify({ score: 1, verdict: "Easy to guess.", advice: "Add words." })));
  vi.stubGlobal("fetch", ask);
  await mount(page, { "password-strength": PasswordStrength });
  type("pass");
  type("password");
  await vi.waitFor(() => expect(find("p").textContent).toBe("Easy to guess. Add words."), { timeout: 3000 });
  expect(ask).toHaveBeenCalledOnce();
  expect(find("meter").hidden).toBe(false);
});
