/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, expect, test, vi } from "vitest";
import { clear, names, read, remove, write } from "./storage.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  clear();
});

const forbidden = new Proxy(
  {},
  {
    get() {
      throw new DOMException("denied", "SecurityError");
    },
    ownKeys() {
      throw new DOMException("denied", "SecurityError");
    },
  },
);

test("what is written is kept on this device", () => {
  expect(write("ruche:a", "1")).toBe(true);
  expect(localStorage.getItem("ruche:a")).toBe("1");
  expect(names("ruche:")).toEqual(["ruche:a"]);
  remove("ruche:a");
  expect(read("ruche:a")).toBeNull();
});

test("where nothing may be kept, it lasts as long as the page", () => {
  vi.stubGlobal("localStorage", forbidden);
  expect(write("ruche:a", "1")).toBe(false);
  expect(read("ruche:a")).toBe("1");
  expect(names("ruche:")).toEqual(["ruche:a"]);
  remove("ruche:a");
  expect(read("ruche:a")).toBeNull();
});

test("a value that no longer fits replaces the older one all the same", () => {
  const full = { getItem: () => "old", setItem: vi.fn(), removeItem: vi.fn(), clear: vi.fn() };
  full.setItem.mockImplementationOnce(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  vi.stubGlobal("localStorage", full);
  expect(write("ruche:a", "new")).toBe(false);
  expect(read("ruche:a")).toBe("new");
  expect(write("ruche:a", "newest")).toBe(true);
  expect(read("ruche:a")).toBe("old");
});
