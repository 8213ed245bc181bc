/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import ReadPointer from "./read_pointer_controller.ts";

const row = (position: number) => `<article data-position="${position}"></article>`;
const PAGE = `<div data-controller="read-pointer" data-action="mark-unread:marked@document->read-pointer#rest mark-unread:done@document->read-pointer#goBack mark-unread:failed@document->read-pointer#resume history:newest@document->read-pointer#resume" data-read-pointer-url-value="/read/" data-read-pointer-position-value="2" data-read-pointer-active-value="true">
  <div id="rows" data-read-pointer-target="rows">${row(2)}${row(3)}${row(4)}</div></div>`;

const sent: number[] = [];
const observed: number[] = [];
let report: IntersectionObserverCallback;
let answer: () => Response;

class Screen {
  constructor(callback: IntersectionObserverCallback) {
    report = callback;
  }
  observe(element: HTMLElement): void {
    observed.push(Number(element.dataset.position));
  }
  disconnect(): void {}
}

async function see(...positions: number[]): Promise<void> {
  const entries = positions.map((position) => ({ isIntersecting: true, target: find(`[data-position="${position}"]`) }));
  report(entries as unknown as IntersectionObserverEntry[], new IntersectionObserver(() => undefined));
  await vi.advanceTimersByTimeAsync(500);
}

beforeEach(async () => {
  sent.length = observed.length = 0;
  answer = () => Response.json({});
  vi.stubGlobal("IntersectionObserver", Screen);
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body).position);
    return answer();
  });
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  await mount(PAGE, { "read-pointer": ReadPointer });
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("only what was not read is looked at, also when it arrives later", async () => {
  expect(observed).toEqual([3, 4]);
  find("#rows").insertAdjacentHTML("beforeend", `text${row(5)}`);
  vi.useRealTimers();
  await settled();
  expect(observed).toEqual([3, 4, 5]);
});

test("the last message on the screen is told once, and never goes back", async () => {
  const callback = report;
  await see(3, 4);
  report = callback;
  await see(3);
  expect(sent).toEqual([4]);
});

test("what is on its way has no position yet", async () => {
  find("#rows").insertAdjacentHTML("beforeend", '<article id="pending"></article>');
  const callback = report;
  const entry = { isIntersecting: true, target: find("#pending") } as unknown as IntersectionObserverEntry;
  report([entry], new IntersectionObserver(() => undefined));
  await vi.advanceTimersByTimeAsync(500);
  expect(sent).toEqual([]);
  find("#pending").dataset.position = "5";
  report = callback;
  await see(4);
  expect(sent).toEqual([5]);
});

test("nothing is read while nobody looks", async () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  await see(3);
  expect(sent).toEqual([]);
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  window.dispatchEvent(new Event("focus"));
  await vi.advanceTimersByTimeAsync(500);
  expect(sent).toEqual([3]);
});

test("out of reach it is told again, after a refusal it is not", async () => {
  const callback = report;
  answer = () => new Response("", { status: 503 });
  await see(3);
  answer = () => Response.json({ message: "No" }, { status: 403 });
  report = callback;
  await see(3);
  report = callback;
  await see(3);
  expect(sent).toEqual([3, 3]);
});

const happen = (name: string, detail: object = {}) => document.dispatchEvent(new CustomEvent(name, { detail }));

/** Everything above this comes onto the screen, as far as it is looked at. */
async function seeObserved(): Promise<void> {
  const callback = report;
  await see(...new Set(observed.splice(0)));
  report = callback;
}

test("what was marked as unread stays so on the screen, until the reader goes to the newest", async () => {
  await seeObserved();
  happen("mark-unread:marked");
  happen("mark-unread:done", { read: 2 });
  find("#rows").insertAdjacentHTML("beforeend", row(5));
  window.dispatchEvent(new Event("focus"));
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect([sent, observed]).toEqual([[4], []]);
  happen("history:newest");
  expect(observed).toEqual([3, 4, 5]);
  await seeObserved();
  expect(sent).toEqual([4, 5]);
});

test("a mark that failed changes nothing", async () => {
  happen("mark-unread:marked");
  happen("mark-unread:failed");
  observed.splice(0, 2);
  await seeObserved();
  expect(sent).toEqual([4]);
});

test("what is told in vain while something is marked as unread takes nothing of the mark back", async () => {
  const callback = report;
  await see(3);
  let fail = () => {};
  answer = () => new Promise((_done, reject) => (fail = () => reject(new TypeError("offline")))) as unknown as Response;
  report = callback;
  await see(4);
  happen("mark-unread:marked");
  happen("mark-unread:done", { read: 2 });
  fail();
  await vi.advanceTimersByTimeAsync(0);
  observed.length = 0;
  happen("history:newest");
  expect(observed).toEqual([3, 4]);
});

test("a row that the page dropped is not read; back in the page it is looked at again", async () => {
  const dropped = find('[data-position="4"]');
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  await seeObserved();
  dropped.remove();
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  window.dispatchEvent(new Event("focus"));
  await vi.advanceTimersByTimeAsync(500);
  expect(sent).toEqual([3]);
  find("#rows").append(dropped);
  await vi.advanceTimersByTimeAsync(0);
  expect(observed).toEqual([4]);
  await seeObserved();
  expect(sent).toEqual([3, 4]);
});
