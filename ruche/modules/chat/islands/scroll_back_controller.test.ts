/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import ScrollBack from "./scroll_back_controller.ts";

const link = (before: number) =>
  `<a data-scroll-back-target="link" href="?before=${before}" data-url="/messages/?before=${before}">Earlier</a>`;
const PAGE = `<div data-controller="scroll-back"><div id="rows">${link(3)}<div class="r-day"></div><article id="three"></article></div></div>`;

let report: IntersectionObserverCallback;
const asked: string[] = [];
const answers: Response[] = [];

async function reachTop(): Promise<void> {
  report([{ isIntersecting: true, target: find("a") } as unknown as IntersectionObserverEntry], new IntersectionObserver(() => undefined));
  await settled();
  await settled();
}

beforeEach(async () => {
  asked.length = answers.length = 0;
  class Screen {
    constructor(callback: IntersectionObserverCallback) {
      report ??= callback;
    }
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
  report = undefined as unknown as IntersectionObserverCallback;
  vi.stubGlobal("IntersectionObserver", Screen);
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return answers.shift() ?? Response.error();
  });
  await mount(PAGE, { "scroll-back": ScrollBack });
});

test("earlier rows take the place of the link, which comes again above them", async () => {
  const joined = vi.fn();
  find("[data-controller]").addEventListener("scroll-back:joined", (event) => joined((event as CustomEvent).detail.row.id));
  answers.push(new Response(`${link(1)}<article id="one"></article><article id="two"></article><a data-conversation-target="later"></a>`));
  await reachTop();
  expect(asked).toEqual(["/messages/?before=3"]);
  expect([...find("#rows").children].map((child) => child.id || child.className || child.getAttribute("data-url"))).toEqual([
    "/messages/?before=1",
    "one",
    "two",
    "r-day",
    "three",
  ]);
  expect(joined).toHaveBeenCalledWith("three");
});

test("out of reach the link stays, to be pressed or seen again", async () => {
  await reachTop();
  expect(find("a").getAttribute("data-url")).toBe("/messages/?before=3");
  answers.push(new Response("<article></article>"));
  await reachTop();
  expect(document.querySelector("a")).toBeNull();
});
