/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test } from "vitest";
import { find } from "../../../../frontend/testing/mount.ts";
import { showBadge } from "./badge.ts";

beforeEach(() => {
  document.title = "General · Atelier";
  document.head.innerHTML += '<link rel="icon" href="/icon.svg" data-waiting="/waiting.svg">';
  document.body.innerHTML = `<nav class="r-rail" data-unread="unread"><a class="r-rail-item" data-space="talk"><span><svg></svg></span></a></nav>
    <a class="r-tabbar-item" data-space="talk"><span></span></a>`;
});

test("a count shows in the rail, in the tab bar and on the tab, and goes again", () => {
  showBadge("talk", 3);
  showBadge("talk", 120);
  expect(find(".r-rail-badge").textContent).toBe("99+ unread");
  expect(document.querySelectorAll(".r-rail-badge, .r-count")).toHaveLength(2);
  expect(document.title).toBe("(99+) General · Atelier");
  expect(document.querySelector("link[rel=icon]")?.getAttribute("href")).toBe("/waiting.svg");
  showBadge("talk", 0);
  expect(document.querySelectorAll(".r-rail-badge, .r-count")).toHaveLength(0);
  expect(document.title).toBe("General · Atelier");
  expect(document.querySelector("link[rel=icon]")?.getAttribute("href")).toBe("/icon.svg");
});
