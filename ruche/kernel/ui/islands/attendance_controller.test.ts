/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mount } from "../../../../frontend/testing/mount.ts";
import Attendance from "./attendance_controller.ts";
import { live } from "./live/live.ts";

const MINUTE = 60_000;
const told: string[] = [];

function turn(state: "visible" | "hidden"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(async () => {
  told.length = 0;
  vi.spyOn(live, "attend").mockImplementation((attendance) => void (told.at(-1) === attendance || told.push(attendance)));
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
  await mount('<div data-controller="attendance"></div>', { attendance: Attendance });
});
afterEach(() => vi.useRealTimers());

test("a tab out of sight is away after five minutes, and back when it is seen", () => {
  turn("hidden");
  vi.advanceTimersByTime(4 * MINUTE);
  expect(told).toEqual(["online"]);
  vi.advanceTimersByTime(1.5 * MINUTE);
  expect(told).toEqual(["online", "away"]);
  turn("visible");
  expect(told).toEqual(["online", "away", "online"]);
});

test("a tab in sight is away when nobody touched it for ten minutes", () => {
  vi.advanceTimersByTime(9 * MINUTE);
  dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(9 * MINUTE);
  expect(told).toEqual(["online"]);
  vi.advanceTimersByTime(2 * MINUTE);
  expect(told).toEqual(["online", "away"]);
  dispatchEvent(new Event("pointermove"));
  expect(told.at(-1)).toBe("online");
});
