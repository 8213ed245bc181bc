/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test } from "vitest";
import { Arrangement } from "./arrangement.ts";

const DAY = '<template><div class="r-day"><time></time></div></template>';

function page(...rows: string[]): HTMLElement[] {
  document.body.innerHTML = `${DAY}<div id="rows">${rows.join("")}</div>`;
  return [...document.querySelectorAll<HTMLElement>("article")];
}

function row(author: string, instant: string, more = ""): string {
  return `<article data-author="${author}" data-instant="${instant}" class="${more}"></article>`;
}

function settle(rows: HTMLElement[]): string[] {
  const arrangement = new Arrangement(document.querySelector("template") as HTMLTemplateElement);
  for (const one of rows) arrangement.settle(one);
  const list = document.querySelector("#rows") as HTMLElement;
  return [...list.children].map((child) =>
    child.matches(".r-day") ? "day" : child.matches(".r-unread") ? "unread" : `${child.className}`,
  );
}

beforeEach(() => {
  document.documentElement.lang = "fr";
  document.documentElement.dataset.timeZone = "Europe/Paris";
});

test("messages of one person within five minutes stand together", () => {
  const rows = page(
    row("nora", "2026-03-12T08:00:00Z"),
    row("nora", "2026-03-12T08:05:00Z"),
    row("nora", "2026-03-12T08:10:01Z"),
    row("theo", "2026-03-12T08:10:02Z"),
  );
  expect(settle(rows)).toEqual(["day", "", "is-follow", "", ""]);
});

test("a day begins at midnight of the reader, and breaks what stands together", () => {
  const rows = page(row("nora", "2026-03-12T22:59:00Z"), row("nora", "2026-03-12T23:01:00Z"));
  expect(settle(rows)).toEqual(["day", "", "day", ""]);
  expect(document.querySelectorAll("time")[1]?.dateTime).toBe("2026-03-12T23:01:00Z");
});

test("what is new stands apart", () => {
  const rows = page(row("nora", "2026-03-12T08:00:00Z"), '<div class="r-unread"></div>', row("nora", "2026-03-12T08:01:00Z"));
  expect(settle(rows)).toEqual(["day", "", "unread", ""]);
});

test("nobody follows a deleted message", () => {
  const rows = page(row("nora", "2026-03-12T08:00:00Z", "is-deleted"), row("nora", "2026-03-12T08:01:00Z"));
  expect(settle(rows)).toEqual(["day", "is-deleted", ""]);
});

test("a day that is no longer first loses its line", () => {
  const rows = page(row("nora", "2026-03-12T08:00:00Z"), '<div class="r-day"></div>', row("theo", "2026-03-12T09:00:00Z"));
  expect(settle(rows)).toEqual(["day", "", ""]);
});
