/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import MessageLinks from "./message_links_controller.ts";

const gone: number[] = [];

async function follow(href: string, more: MouseEventInit = {}): Promise<boolean> {
  await mount(
    `<section data-controller="message-links" data-message-links-link-value="/o/a/chat/c/1/m/0/"><a href="${href}">there</a></section><aside><a href="${href}">beside</a></aside>`,
    { "message-links": MessageLinks },
  );
  find("section").addEventListener("message-links:go", (event) => gone.push((event as CustomEvent<{ position: number }>).detail.position));
  const click = new MouseEvent("click", { bubbles: true, cancelable: true, ...more });
  addEventListener("click", (event) => event.defaultPrevented || event.preventDefault(), { once: true });
  const isLeft = vi.fn();
  document.addEventListener("click", (event) => isLeft(event.defaultPrevented), { once: true });
  find("a").dispatchEvent(click);
  return Boolean(isLeft.mock.calls[0]?.[0]);
}

beforeEach(() => {
  gone.length = 0;
});

test("a link to a message of this conversation is followed in place", async () => {
  expect(await follow("/o/a/chat/c/1/m/42/")).toBe(true);
  expect(gone).toEqual([42]);
});

test.each(["/o/a/chat/c/2/m/42/", "/o/a/chat/c/1/m/0/", "/o/a/chat/c/1/m/42/x", "https://elsewhere.example/o/a/chat/c/1/m/42/"])(
  "%s is another place",
  async (href) => {
    expect(await follow(href)).toBe(false);
    expect(gone).toEqual([]);
  },
);

test("a new tab is a new tab", async () => {
  expect(await follow("/o/a/chat/c/1/m/42/", { ctrlKey: true })).toBe(false);
});

test("a link that is followed leaves its trace: back leads to the message that held it", async () => {
  history.replaceState(null, "", "/o/a/chat/c/1/");
  await mount(
    `<section data-controller="message-links" data-message-links-link-value="/o/a/chat/c/1/m/0/"><article data-position="50"><a href="/o/a/chat/c/1/m/42/">there</a></article></section>`,
    { "message-links": MessageLinks },
  );
  const went = vi.fn();
  find("section").addEventListener("message-links:go", (event) => went((event as CustomEvent<{ position: number }>).detail.position));
  find("a").click();
  expect(location.pathname).toBe("/o/a/chat/c/1/m/42/");
  find("a").click();
  history.back();
  await vi.waitFor(() => expect(location.pathname).toBe("/o/a/chat/c/1/"));
  await vi.waitFor(() => expect(went.mock.calls).toEqual([[42], [42], [50]]));
});

test("a panel beside the conversation stays in the address", async () => {
  history.replaceState(null, "", "/o/a/chat/c/1/?panel=pins");
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  await mount(
    `<section data-controller="message-links" data-message-links-link-value="/o/a/chat/c/1/m/0/"></section><aside><a href="/o/a/chat/c/1/m/42/">there</a></aside>`,
    { "message-links": MessageLinks },
  );
  find("aside a").click();
  expect(location.pathname + location.search).toBe("/o/a/chat/c/1/m/42/?panel=pins");
  const before = history.length;
  find("aside a").click();
  expect(history.length).toBe(before);
});

test("a panel that lies over the conversation goes: the page is loaded without it", async () => {
  history.replaceState(null, "", "/o/a/chat/c/1/?panel=pins");
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  await mount(
    `<section data-controller="message-links" data-message-links-link-value="/o/a/chat/c/1/m/0/"></section><aside><a href="/o/a/chat/c/1/m/42/">there</a></aside>`,
    { "message-links": MessageLinks },
  );
  const click = new MouseEvent("click", { bubbles: true, cancelable: true });
  const followed = vi.fn();
  const notice = (event: Event) => {
    followed(event.defaultPrevented);
    event.preventDefault();
  };
  addEventListener("click", notice, { once: true });
  find("aside a").dispatchEvent(click);
  expect([followed.mock.calls, find<HTMLAnchorElement>("aside a").search]).toEqual([[[false]], ""]);
});
