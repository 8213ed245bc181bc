/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import ConnectionState from "./connection_state_controller.ts";
import { live } from "./live/live.ts";

const PAGE = `<div data-controller="connection-state" data-connection-state-probe-value="/healthz" data-connection-state-reconnecting-value="Reconnecting…"
  data-connection-state-unreachable-value="Out of reach" data-connection-state-offline-value="Offline" data-connection-state-signed-out-value="Signed out"
  data-connection-state-back-value="Back" data-connection-state-kept-one-value="1 kept" data-connection-state-kept-many-value="{count} kept">
  <div id="banner" hidden data-connection-state-target="banner"><b data-connection-state-target="words"></b><i data-connection-state-target="kept"></i>
  <button data-connection-state-target="retry" data-action="connection-state#retry"></button><a hidden data-connection-state-target="signIn"></a></div>
  <p role="status" data-connection-state-target="spoken"></p></div><dialog id="signed-out"></dialog>`;

const answers: (() => Response)[] = [];

function become(state: string): void {
  document.dispatchEvent(new CustomEvent("live:state", { detail: { state } }));
}

function shown(): string | null {
  return find("#banner").hidden ? null : (find("b").textContent ?? "");
}

beforeEach(async () => {
  await mount(PAGE, { "connection-state": ConnectionState });
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async () => (answers.shift() ?? Response.error)());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("nothing is said while all is well, nor for a short break", () => {
  become("online");
  become("offline");
  vi.advanceTimersByTime(1_400);
  become("connecting");
  expect(shown()).toBeNull();
  become("online");
  vi.advanceTimersByTime(20_000);
  expect(shown()).toBeNull();
  expect(find("[role=status]").textContent).toBe("");
});

test("a longer break is said, then that it lasts, then that it is over", () => {
  become("online");
  become("offline");
  vi.advanceTimersByTime(1_500);
  expect(shown()).toBe("Reconnecting…");
  expect(find("#banner").classList.contains("is-warn")).toBe(false);
  become("connecting");
  become("offline");
  vi.advanceTimersByTime(8_500);
  expect(shown()).toBe("Out of reach");
  expect(find("[role=status]").textContent).toBe("Out of reach");
  become("online");
  expect(shown()).toBeNull();
  expect(find("[role=status]").textContent).toBe("Back");
});

test("a page that opens slowly is no break", () => {
  become("connecting");
  vi.advanceTimersByTime(4_000);
  expect(shown()).toBeNull();
  vi.advanceTimersByTime(1_500);
  expect(shown()).toBe("Reconnecting…");
});

test("without a network it says so, and how much is kept", () => {
  become("online");
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  dispatchEvent(new Event("offline"));
  vi.advanceTimersByTime(1_500);
  document.dispatchEvent(new CustomEvent("unsent", { detail: { count: 1 } }));
  expect([shown(), find("i").textContent]).toEqual(["Offline", "1 kept"]);
  document.dispatchEvent(new CustomEvent("unsent", { detail: { count: 3 } }));
  expect(find("i").textContent).toBe("3 kept");
  document.dispatchEvent(new CustomEvent("unsent", { detail: { count: 0 } }));
  expect(find("i").textContent).toBe("");
});

test("a page without a line notices by its requests, until the server answers", async () => {
  document.dispatchEvent(new Event("requests:unreachable"));
  await vi.advanceTimersByTimeAsync(1_500);
  expect(shown()).toBe("Out of reach");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shown()).toBe("Out of reach");
  answers.push(() => new Response());
  dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown()).toBeNull();
});

test("signed out offers the way in, and the question closes by itself afterwards", () => {
  become("online");
  become("signed-out");
  expect(shown()).toBe("Signed out");
  expect([find("button").hidden, find("a").hidden]).toEqual([true, false]);
  find<HTMLDialogElement>("dialog").setAttribute("open", "");
  become("online");
  expect(find<HTMLDialogElement>("dialog").open).toBe(false);
  expect(shown()).toBeNull();
});

test("trying now opens a new line that catches up", () => {
  const refresh = vi.spyOn(live, "refresh").mockReturnValue();
  become("offline");
  find("button").click();
  expect(refresh).toHaveBeenCalledOnce();
});
