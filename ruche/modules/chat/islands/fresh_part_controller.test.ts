/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import FreshPart from "./fresh_part_controller.ts";

const PAGE = `<section data-controller="fresh-part" data-fresh-part-url-value="/unread/?part=home"
  data-action="unread-badge:changed@document->fresh-part#renew"><p>All is read.</p><a href="#all">All</a></section>`;

const asked = vi.fn();

async function tell(): Promise<void> {
  document.dispatchEvent(new CustomEvent("unread-badge:changed"));
  await vi.advanceTimersByTimeAsync(400);
}

beforeEach(async () => {
  asked.mockReset().mockImplementation(async () => new Response("<section><p>One waits.</p></section>"));
  vi.stubGlobal("fetch", asked);
  await mount(PAGE, { "fresh-part": FreshPart });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what changed is read once, however often it is told", async () => {
  document.dispatchEvent(new CustomEvent("unread-badge:changed"));
  await tell();
  expect(find("section").textContent).toBe("One waits.");
  expect(asked).toHaveBeenCalledExactlyOnceWith("/unread/?part=home");
});

test("nothing changes under the hand of the reader", async () => {
  find("a").focus();
  await tell();
  expect(find("section").textContent).toContain("All is read.");
});

test("out of reach, what is shown stays", async () => {
  asked.mockRejectedValue(new TypeError());
  await tell();
  expect(find("section").textContent).toContain("All is read.");
});
