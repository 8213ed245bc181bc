/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import NotificationReading from "./notification_reading_controller.ts";

const page = `<div data-controller="notification-reading" data-notification-reading-url-value="/api/v1/o/a/notifications/">
  <a class="is-new" data-notification="7" data-action="click->notification-reading#read">one</a></div>`;
const asked = vi.fn();

beforeEach(async () => {
  asked.mockReset().mockResolvedValue(new Response(null, { status: 204 }));
  vi.spyOn(window, "fetch").mockImplementation(asked);
  await mount(page, { "notification-reading": NotificationReading });
});

test("following a notification reads it once", () => {
  find("a").click();
  find("a").click();
  expect(asked).toHaveBeenCalledTimes(1);
  expect(asked.mock.calls[0]?.[0]).toBe("/api/v1/o/a/notifications/7/reading/");
  expect(asked.mock.calls[0]?.[1]).toMatchObject({ method: "PUT", keepalive: true });
  expect(find("a").classList).not.toContain("is-new");
});

test("it stays unread when the line is down", async () => {
  asked.mockRejectedValue(new TypeError());
  find("a").click();
  await settled();
  expect(find("a").classList).toContain("is-new");
});
