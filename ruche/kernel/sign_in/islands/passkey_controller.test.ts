/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import Passkey from "./passkey_controller.ts";

const page =
  '<form data-controller="passkey" data-passkey-options-value="/options/" data-passkey-purpose-value="use" data-passkey-cancelled-value="None was used." data-passkey-failed-value="Not here." data-action="submit->passkey#begin"><input type="hidden" data-passkey-target="credential"><button>Go</button><p data-passkey-target="message"></p></form>';

test("without an answer of the server the page says that it does not work here, and nothing is sent", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response("", { status: 429 })),
  );
  await mount(page, { passkey: Passkey });
  const form = find<HTMLFormElement>("form");
  const sent = vi.spyOn(form, "submit").mockImplementation(() => {});
  form.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
  await vi.waitFor(() => expect(find("p").textContent).toBe("Not here."));
  expect(sent).not.toHaveBeenCalled();
});

test("a person who changes their mind is told so", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(JSON.stringify({ publicKey: { challenge: "AAAA" } }))),
  );
  Object.defineProperty(navigator, "credentials", {
    configurable: true,
    value: { get: vi.fn(async () => Promise.reject(new DOMException("", "NotAllowedError"))) },
  });
  await mount(page, { passkey: Passkey });
  find<HTMLFormElement>("form").dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
  await vi.waitFor(() => expect(find("p").textContent).toBe("None was used."));
});
