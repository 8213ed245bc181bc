/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import LocalTime from "./local_time_controller.ts";
import { Times } from "./times.ts";

const now = new Date("2026-03-12T09:42:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ["fr", "short", "2026-03-12T08:14:00Z", "9\u00a0h\u00a014"],
  ["fr", "short", "2026-03-11T08:40:00Z", "hier"],
  ["fr", "moment", "2026-03-11T08:40:00Z", "hier, 9\u00a0h\u00a040"],
  ["fr", "short", "2026-03-02T08:40:00Z", "2 mars"],
  ["fr", "short", "2025-12-24T08:40:00Z", "24 décembre 2025"],
  ["fr", "short", "2026-03-01T08:40:00Z", "1er mars"],
  ["fr", "long", "2026-02-01T08:14:00Z", "dimanche 1er février 2026, 9\u00a0h\u00a014"],
  ["fr", "date", "2026-03-12T08:14:00Z", "aujourd’hui"],
  ["fr", "long", "2026-03-12T08:14:00Z", "jeudi 12 mars 2026, 9\u00a0h\u00a014"],
  ["en", "short", "2026-03-12T08:14:00Z", "9:14"],
  ["en", "moment", "2026-03-11T08:40:00Z", "yesterday, 9:40"],
  ["en", "date", "2026-03-05T08:40:00Z", "Thursday 5 March"],
] as const)("%s %s %s is %s", (language, form, instant, written) => {
  expect(new Times(language, "Europe/Paris").write(new Date(instant), form, now)).toBe(written);
});

test.each([
  ["numeric", "short", "2026-03-02T08:40:00Z", "02/03/2026"],
  ["numeric", "date", "2025-12-24T08:40:00Z", "24/12/2025"],
  ["iso", "long", "2026-03-02T08:40:00Z", "2026-03-02, 9:40"],
  ["iso", "short", "2026-03-11T08:40:00Z", "yesterday"],
] as const)("an organisation that writes %s dates: %s %s is %s", (dates, form, instant, written) => {
  expect(new Times("en", "Europe/Paris", dates).write(new Date(instant), form, now)).toBe(written);
});

test("the day changes at midnight of the reader’s zone, not of UTC", () => {
  const nearMidnight = new Date("2026-03-11T23:30:00Z");
  expect(new Times("en", "Europe/Paris").write(nearMidnight, "short", now)).toBe("0:30");
  expect(new Times("en", "America/Montreal").write(nearMidnight, "short", now)).toBe("yesterday");
});

test("an island writes its element and keeps the whole date in the title", async () => {
  document.documentElement.lang = "fr";
  document.documentElement.dataset.timeZone = "Europe/Paris";
  await mount('<time datetime="2026-03-12T08:14:00Z" data-controller="local-time">2026-03-12 08:14 UTC</time>', {
    "local-time": LocalTime,
  });
  expect(find("time").textContent).toBe("9\u00a0h\u00a014");
  expect(find("time").title).toBe("jeudi 12 mars 2026, 9\u00a0h\u00a014");
});
