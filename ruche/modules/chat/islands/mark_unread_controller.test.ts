/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import MarkUnread from "./mark_unread_controller.ts";

const PAGE = `<div data-controller="mark-unread" data-action="message-acts:unread@document->mark-unread#mark" data-mark-unread-url-value="/unread/"
  data-mark-unread-done-value="Unread from this message on." data-mark-unread-unreachable-value="No connection."></div>
<article data-position="12"></article>`;

async function mark(answer: () => Promise<Response>): Promise<string[]> {
  const fetched = vi.fn(answer);
  const toasts: string[] = [];
  vi.stubGlobal("fetch", fetched);
  document.addEventListener("toast", (event) => toasts.push((event as CustomEvent).detail.message));
  await mount(PAGE, { "mark-unread": MarkUnread });
  find("article").dispatchEvent(new CustomEvent("message-acts:unread", { bubbles: true, detail: { row: find("article") } }));
  await settled();
  expect(fetched).toHaveBeenCalledWith("/unread/", expect.objectContaining({ method: "POST", body: '{"position":12}' }));
  return toasts;
}

test("a message and those after it are unread again, and the reader is told", async () => {
  const marked = vi.fn();
  const done = vi.fn();
  document.addEventListener("mark-unread:marked", marked);
  document.addEventListener("mark-unread:done", (event) => done((event as CustomEvent).detail), { once: true });
  expect(await mark(async () => Response.json({ position: 11, unread: 2, mentions: 0 }))).toEqual(["Unread from this message on."]);
  expect(marked).toHaveBeenCalledOnce();
  expect(done).toHaveBeenCalledExactlyOnceWith({ read: 11, unread: 2, mentions: 0 });
});

test("without a connection it says so, and whoever rested goes on", async () => {
  const failed = vi.fn();
  document.addEventListener("mark-unread:failed", failed, { once: true });
  expect(await mark(() => Promise.reject(new TypeError("offline")))).toEqual(["No connection."]);
  expect(failed).toHaveBeenCalledOnce();
});
