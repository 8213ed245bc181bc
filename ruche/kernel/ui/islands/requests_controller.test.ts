/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import Requests from "./requests_controller.ts";
import type { Toast } from "./toast.ts";

const page = `<div id="page" data-controller="requests" data-requests-failed-value="Not saved" data-requests-unread-value="Not loaded" data-requests-unreachable-value="No network" data-requests-retry-value="Again">
  <form><input aria-invalid="true" value="typed"></form><dialog id="signed-out"></dialog></div>`;
const toasts: Toast[] = [];

function tell(name: string, ctx: Record<string, unknown>): CustomEvent {
  const sourceElement = find("form");
  const event = new CustomEvent(name, {
    bubbles: true,
    cancelable: true,
    detail: { ctx: { sourceElement, sourceEvent: new Event("submit"), ...ctx } },
  });
  sourceElement.dispatchEvent(event);
  return event;
}

beforeEach(() => {
  toasts.length = 0;
  document.addEventListener("toast", (event) => toasts.push((event as CustomEvent<Toast>).detail), { once: true });
});

test("every request carries the token of the cookie, which is fresher than the page", async () => {
  document.head.innerHTML = '<meta name="csrf-token" content="old" data-cookie="ruche_csrf">';
  vi.spyOn(document, "cookie", "get").mockReturnValue("other=1; ruche_csrf=fresh");
  await mount(page, { requests: Requests });
  const request = { headers: {} as Record<string, string> };
  tell("htmx:config:request", { request });
  expect(request.headers["X-CSRFToken"]).toBe("fresh");
});

test("a form sent as a whole page carries the fresh token too", async () => {
  document.head.innerHTML = '<meta name="csrf-token" content="old" data-cookie="ruche_csrf">';
  vi.spyOn(document, "cookie", "get").mockReturnValue("ruche_csrf=fresh");
  await mount(page.replace("<form>", '<form><input name="csrfmiddlewaretoken" value="stale">'), { requests: Requests });
  find("form").dispatchEvent(new Event("submit", { bubbles: true }));
  expect(find<HTMLInputElement>('[name="csrfmiddlewaretoken"]').value).toBe("fresh");
});

test("when the session has ended, the page stays and a dialog asks to sign in", async () => {
  await mount(page, { requests: Requests });
  const event = tell("htmx:before:response", { response: { status: 401 } });
  expect(event.defaultPrevented).toBe(true);
  expect(find<HTMLDialogElement>("#signed-out").open).toBe(true);
  expect(find<HTMLInputElement>("input").value).toBe("typed");
});

test("another answer is not stopped", async () => {
  await mount(page, { requests: Requests });
  expect(tell("htmx:before:response", { response: { status: 200 } }).defaultPrevented).toBe(false);
});

test("a failure is told, with a way to try again", async () => {
  await mount(page, { requests: Requests });
  const submit = vi.fn((event: Event) => event.preventDefault());
  find("form").addEventListener("submit", submit);
  tell("htmx:response:error", { response: { status: 503 } });
  expect(toasts[0]).toMatchObject({ message: "Not saved", kind: "bad", action: { label: "Again" } });
  toasts[0]?.action?.run();
  expect(submit).toHaveBeenCalledOnce();
});

test("what could not be read is not said to be unsaved", async () => {
  await mount(page, { requests: Requests });
  tell("htmx:response:error", { response: { status: 500 }, request: { headers: {}, method: "GET" } });
  expect(toasts[0]?.message).toBe("Not loaded");
});

test.each([
  ["a form with errors is shown in place", { response: { status: 422 } }],
  ["the server has already said why", { response: { status: 409 }, hx: { trigger: '{"toast": {}}' } }],
])("no second message when %s", async (_why, ctx) => {
  await mount(page, { requests: Requests });
  tell("htmx:response:error", ctx);
  expect(toasts).toEqual([]);
});

test("an unreachable server is told to the page and to the banner", async () => {
  await mount(page, { requests: Requests });
  const banner = vi.fn();
  document.addEventListener("requests:unreachable", banner, { once: true });
  tell("htmx:error", { error: new TypeError("Failed to fetch") });
  expect(toasts[0]?.message).toBe("No network");
  expect(banner).toHaveBeenCalledOnce();
});

test("the first field with an error takes the focus", async () => {
  await mount(page, { requests: Requests });
  expect(document.activeElement).toBe(find("input"));
});
