/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import ChannelStand from "./channel_stand_controller.ts";

const PAGE = `<div data-controller="channel-stand" data-channel-stand-state-value="open" data-channel-stand-title-value="workshop"
  data-action="unread-counts:now@document->channel-stand#change"><h1 data-channel-stand-target="name">workshop</h1>
  <p data-channel-stand-target="archived" hidden>Archived</p></div><textarea>Not finished</textarea>`;

const reload = vi.fn();

function stand(state: string, title = "workshop"): void {
  document.dispatchEvent(new CustomEvent("unread-counts:now", { detail: { state, title, topic: "" } }));
}

beforeEach(async () => {
  reload.mockClear();
  vi.spyOn(location, "reload").mockImplementation(reload);
  document.title = "workshop · Atelier A";
  await mount(PAGE, { "channel-stand": ChannelStand });
});

test("another name stands in the page and in its title", () => {
  stand("open", "atelier");
  expect([find("h1").textContent, document.title]).toEqual(["atelier", "atelier · Atelier A"]);
});

test("an archived channel says so and leaves what is typed", () => {
  stand("archived");
  expect(find("p").hidden).toBe(false);
  expect(find<HTMLTextAreaElement>("textarea").value).toBe("Not finished");
  expect(reload).not.toHaveBeenCalled();
  stand("open");
  expect(reload).toHaveBeenCalledOnce();
});

test("a channel that is no longer the reader's is left", () => {
  stand("gone");
  expect(reload).toHaveBeenCalledOnce();
});

test("a channel that the reader only visits is opened anew once they are in it, and once they are not", () => {
  stand("visited");
  expect(reload).toHaveBeenCalledOnce();
  stand("visited");
  expect(reload).toHaveBeenCalledOnce();
  stand("open");
  expect(reload).toHaveBeenCalledTimes(2);
});
