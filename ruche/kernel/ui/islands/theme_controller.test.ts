/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import Theme from "./theme_controller.ts";

const page = `<form action="/preferences/" data-controller="theme">
  <button value="light" data-theme-target="choice" data-action="theme#choose" aria-pressed="true"></button>
  <button value="dark" data-theme-target="choice" data-action="theme#choose" aria-pressed="false"></button></form>`;

test("a theme shows at once and is sent to be kept", async () => {
  const send = vi.spyOn(window, "fetch").mockResolvedValue(new Response());
  await mount(page, { theme: Theme });
  find<HTMLButtonElement>('[value="dark"]').click();
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(find('[value="dark"]').ariaPressed).toBe("true");
  expect(find('[value="light"]').ariaPressed).toBe("false");
  expect(String(send.mock.calls[0]?.[1]?.body)).toBe("theme=dark");
});
