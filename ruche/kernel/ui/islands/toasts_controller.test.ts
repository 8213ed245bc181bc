/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import { announce } from "./toast.ts";
import Toasts from "./toasts_controller.ts";

const page = `<div data-controller="toasts" data-action="toast@document->toasts#show"><template data-toasts-target="template"
  ><div class="r-toast" data-toasts-target="toast"><svg><use href="/icons.svg#i-circle-check"/></svg><span></span><button hidden></button><button data-action="toasts#dismiss" hidden></button></div></template></div>`;

test("a message appears, and goes by itself", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"], shouldAdvanceTime: true });
  await mount(page, { toasts: Toasts });
  announce({ message: "Saved" });
  await settled();
  expect(find(".r-toast").textContent).toBe("Saved");
  expect(find(".r-toast").getAttribute("role")).toBe("status");
  vi.advanceTimersByTime(7000);
  expect(document.querySelector(".r-toast")).toBeNull();
  vi.useRealTimers();
});

test("an error is an alert with its own icon, and stays until it is closed", async () => {
  await mount(page, { toasts: Toasts });
  announce({ message: "Not saved", kind: "bad" });
  await settled();
  expect(find(".r-toast").getAttribute("role")).toBe("alert");
  expect(find(".r-toast use").getAttribute("href")).toBe("/icons.svg#i-circle-alert");
  find<HTMLButtonElement>("[data-action='toasts#dismiss']").click();
  expect(document.querySelector(".r-toast")).toBeNull();
});

test("an act runs once and closes its message", async () => {
  const run = vi.fn();
  await mount(page, { toasts: Toasts });
  announce({ message: "Deleted", action: { label: "Undo", run } });
  await settled();
  const button = find<HTMLButtonElement>(".r-toast button");
  expect(button.textContent).toBe("Undo");
  button.click();
  expect(run).toHaveBeenCalledOnce();
  expect(document.querySelector(".r-toast")).toBeNull();
});
