/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import { type Handler, live } from "../../ui/islands/live/live.ts";
import Bell from "./bell_controller.ts";

const page = `<a class="r-bell" data-controller="bell" data-bell-topic-value="notifications:7" data-bell-word-value="unread"><b class="r-rail-badge">2</b></a>`;
let told: Handler;
const leave = vi.fn();

beforeEach(async () => {
  vi.spyOn(live, "subscribe").mockImplementation((topic, after, handler) => {
    expect([topic, after]).toEqual(["notifications:7", null]);
    told = handler;
    return leave;
  });
  await mount(page, { bell: Bell });
});
afterEach(() => vi.restoreAllMocks());

function tell(unread: number): void {
  told({ topic: "notifications:7", type: "read", data: { unread } });
}

test("shows what waits, and nothing when nothing does", () => {
  tell(5);
  expect(find(".r-rail-badge").textContent).toBe("5 unread");
  tell(100);
  expect(find(".r-rail-badge").textContent).toBe("99+ unread");
  expect(document.querySelectorAll(".r-rail-badge")).toHaveLength(1);
  tell(0);
  expect(document.querySelector(".r-rail-badge")).toBeNull();
});

test("other events say nothing", () => {
  told({ topic: "notifications:7", type: "resync", data: {} });
  expect(find(".r-rail-badge").textContent).toBe("2");
});

test("stops listening when it goes", async () => {
  find(".r-bell").remove();
  await settled();
  expect(leave).toHaveBeenCalled();
});
