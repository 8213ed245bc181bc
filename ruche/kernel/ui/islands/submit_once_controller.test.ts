/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import SubmitOnce from "./submit_once_controller.ts";

const page = '<form data-controller="submit-once"><button>Create</button></form>';

function submit(): Event {
  const event = new SubmitEvent("submit", { cancelable: true, submitter: find("button") });
  find("form").dispatchEvent(event);
  return event;
}

test("a double click sends once, and the button says that it is busy", async () => {
  await mount(page, { "submit-once": SubmitOnce });
  const sent = vi.fn();
  find("form").addEventListener("submit", sent);
  submit();
  expect(find("button").classList).toContain("is-busy");
  expect(submit().defaultPrevented).toBe(true);
  expect(sent).toHaveBeenCalledOnce();
});

test.each([
  ["the answer came", () => find("form").dispatchEvent(new Event("htmx:finally:request"))],
  ["the person came back to the page", () => window.dispatchEvent(new Event("pageshow"))],
])("it can be sent again once %s", async (_when, happen) => {
  await mount(page, { "submit-once": SubmitOnce });
  submit();
  happen();
  expect(find("button").classList).not.toContain("is-busy");
  expect(submit().defaultPrevented).toBe(false);
});
