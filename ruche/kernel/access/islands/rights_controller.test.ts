/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { live } from "../../ui/islands/live/live.ts";
import Rights from "./rights_controller.ts";

let application: Application;
let tell: (type: string) => void;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.spyOn(live, "subscribe").mockImplementation((topic, _after, handler) => {
    tell = (type) => handler({ topic, type, data: {} } as never);
    return () => undefined;
  });
  document.body.innerHTML = `<nav class="r-rail">old</nav>
    <div hidden data-controller="rights" data-rights-topic-value="access:1"><p data-rights-target="why">Your rights have changed.</p><p data-rights-target="gone" hidden>Gone</p></div>`;
  application = Application.start();
  application.register("rights", Rights);
  await vi.advanceTimersByTimeAsync(0);
});

afterEach(() => {
  application.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const banner = (): HTMLElement => document.querySelector("[data-controller=rights]") as HTMLElement;
const gone = (): HTMLElement => document.querySelector("[data-rights-target=gone]") as HTMLElement;

function answer(status: number, html = ""): void {
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(html, { status })));
}

test("says so and draws the menus anew", async () => {
  answer(200, '<nav class="r-rail">new</nav>');
  tell("resync");
  expect(banner().hidden).toBe(true);
  tell("changed");
  tell("changed");
  expect(banner().hidden).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(document.querySelector(".r-rail")?.textContent).toBe("new");
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(gone().hidden).toBe(true);
});

test("says when the page itself is closed by now, and keeps what is on it", async () => {
  answer(403);
  tell("changed");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(gone().hidden).toBe(false);
  expect(document.querySelector(".r-rail")?.textContent).toBe("old");
});

test("says why where the organisation itself is closed", async () => {
  answer(403, '<template data-closed-why="Atelier requires a second factor."></template>');
  tell("changed");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(document.querySelector("[data-rights-target=why]")?.textContent).toBe("Atelier requires a second factor.");
  expect(gone().hidden).toBe(false);
});
