/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import { type Handler, live } from "./live/live.ts";
import Presence from "./presence_controller.ts";

const PAGE = `<nav data-controller="presence" data-presence-topic-value="presence:1" data-presence-on-value="Online" data-presence-away-value="Away"
  data-presence-off-value="Offline"><a class="r-nav-item"><span class="r-av" id="theo" data-member="theo"></span>Théo</a></nav>
  <span class="r-av" id="lucie" data-member="lucie" role="img" aria-label="Lucie"></span><span class="r-av" id="nobody"></span><div id="log"></div>`;

let tell: Handler;

async function say(data: object): Promise<void> {
  tell({ topic: "presence:1", type: "presence", data: data as Record<string, unknown> });
  await painted();
}

async function painted(): Promise<void> {
  await settled();
  await new Promise(requestAnimationFrame);
  await settled();
}

function presence(id: string): string | undefined {
  return find(id).dataset.p;
}

beforeEach(async () => {
  vi.spyOn(live, "subscribe").mockImplementation((_topic, _after, handler) => {
    tell = handler;
    return () => undefined;
  });
  await mount(PAGE, { presence: Presence });
});

test("nothing is shown before it is known", async () => {
  find("#log").innerHTML = '<span class="r-av" data-member="theo"></span>';
  await painted();
  await say({ online: [], all: true });
  expect(document.querySelector("[data-p]")).toBeNull();
  await say({ online: ["theo"] });
  expect([presence("#theo"), presence("#lucie")]).toEqual(["on", "off"]);
});

test("every face says who is there, with a word", async () => {
  await say({ online: ["theo"], away: ["lucie"], all: true });
  expect([presence("#theo"), presence("#lucie"), presence("#nobody")]).toEqual(["on", "away", undefined]);
  expect([find("#theo").title, find("#lucie").title]).toEqual(["Online", "Lucie, Away"]);
  expect(find("a").getAttribute("aria-description")).toBe("Online");
  await say({ online: ["lucie"], offline: ["theo"] });
  expect([presence("#theo"), presence("#lucie")]).toEqual(["off", "on"]);
  expect(find("#lucie").title).toBe("Lucie, Online");
});

test("who is not in a whole list is gone", async () => {
  await say({ online: ["theo", "lucie"], all: true });
  await say({ online: ["lucie"], all: true });
  expect([presence("#theo"), presence("#lucie")]).toEqual(["off", "on"]);
});

test("faces that come later are painted too, and those that become somebody else’s", async () => {
  await say({ online: ["theo"], all: true });
  find("#log").innerHTML = '<p><span class="r-av" id="late" data-member="theo"></span></p>';
  await painted();
  expect(presence("#late")).toBe("on");
  find("#late").removeAttribute("data-p"); // as drawing anew what the server sent does
  await painted();
  expect(presence("#late")).toBe("on");
  find("#late").dataset.member = "lucie";
  await painted();
  expect(presence("#late")).toBe("off");
});

function state(name: string): void {
  document.dispatchEvent(new CustomEvent("live:state", { detail: { state: name } }));
}

test("without a connection nobody is said to be there, until it is known again", async () => {
  await say({ online: ["theo"], all: true });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  state("offline");
  state("connecting");
  expect(presence("#theo")).toBe("on");
  vi.advanceTimersByTime(8_000);
  vi.useRealTimers();
  expect([document.querySelector("[data-p]"), find("#theo").title]).toEqual([null, ""]);
  state("online");
  await say({ online: ["theo"], all: true });
  expect([presence("#theo"), presence("#lucie")]).toEqual(["on", "off"]);
});

test("after a short break nobody vanishes who comes back within moments", async () => {
  await say({ online: ["theo", "lucie"], all: true });
  state("offline");
  state("online");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  tell({ topic: "presence:1", type: "presence", data: { online: [], all: true } });
  tell({ topic: "presence:1", type: "presence", data: { online: ["theo"] } });
  vi.advanceTimersByTime(7_999);
  expect([presence("#theo"), presence("#lucie")]).toEqual(["on", "on"]);
  vi.advanceTimersByTime(1);
  vi.useRealTimers();
  await painted();
  expect([presence("#theo"), presence("#lucie")]).toEqual(["on", "off"]);
});
