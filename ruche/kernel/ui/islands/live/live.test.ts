/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Live, type LiveEvent } from "./live.ts";

const TOPIC = "chat.channel:1";

/** A server of one tab: what it was told, and what it says. */
class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  sent: unknown[] = [];
  isClosed = false;

  constructor(
    readonly address: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  send(frame: string): void {
    this.sent.push(JSON.parse(frame));
  }

  close(): void {
    this.isClosed = true;
  }

  says(...events: LiveEvent[]): void {
    this.onmessage?.({ data: JSON.stringify(events) });
  }
}

const subscribed = (revision: number | null): LiveEvent => ({ topic: TOPIC, type: "subscribed", data: { revision } });
const message = (revision: number): LiveEvent => ({ topic: TOPIC, type: "message", data: { revision } });
const event = (type: string, data: Record<string, unknown> = {}): LiveEvent => ({ topic: TOPIC, type, data });

let live: Live;
let states: string[];
const answers: Response[] = [];

function noteState({ detail }: Event & { detail?: { state: string } }): void {
  if (detail) states.push(detail.state);
}

/** Follows the topic; what the handler was told, as "type revision". */
function follow(after: number | null = null): { told: string[]; leave: () => void } {
  const told: string[] = [];
  const leave = live.subscribe(TOPIC, after, ({ type, data }) => told.push([type, data.revision].join(" ").trim()));
  return { told, leave };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => answers.shift() ?? Response.error()),
  );
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  document.head.innerHTML = '<meta name="live-ticket" content="first">';
  document.addEventListener("live:state", noteState);
  FakeSocket.all = [];
  states = [];
  live = new Live();
});

afterEach(() => {
  live.stop();
  document.removeEventListener("live:state", noteState);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("one socket carries every topic, signed in by the ticket of the page", () => {
  live.subscribe("chat.channel:1", 7, () => undefined);
  live.subscribe("chat.channel:2", null, () => undefined);
  expect(FakeSocket.all).toHaveLength(1);
  expect(FakeSocket.last.protocols).toEqual(["ruche.json.v1", "ticket.first"]);
  FakeSocket.last.onopen?.();
  expect(FakeSocket.last.sent).toEqual([
    { subscribe: "chat.channel:1", after: 7 },
    { subscribe: "chat.channel:2", after: null },
  ]);
  live.subscribe("chat.channel:3", 1, () => undefined);
  expect(FakeSocket.last.sent.at(-1)).toEqual({ subscribe: "chat.channel:3", after: 1 });
  expect(states).toEqual(["connecting", "online"]);
});

test("a handler is told each revision once", () => {
  const { told } = follow(3);
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(subscribed(5), message(4), message(5));
  FakeSocket.last.says(message(5), message(6));
  expect(told).toEqual(["subscribed 5", "message 4", "message 5", "message 6"]);
});

test("after a break it asks for what came after the last revision", () => {
  const { told } = follow(3);
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(subscribed(3), message(4));
  FakeSocket.last.onclose?.({ code: 1006 });
  expect(live.state).toBe("offline");
  vi.advanceTimersByTime(1_000);
  FakeSocket.last.onopen?.();
  expect(FakeSocket.all).toHaveLength(2);
  expect(FakeSocket.last.sent).toEqual([{ subscribe: TOPIC, after: 4 }]);
  FakeSocket.last.says(subscribed(5), message(5));
  expect(told.filter((one) => one.startsWith("message"))).toEqual(["message 4", "message 5"]);
});

test("waits grow, stay random and end at 30 seconds", () => {
  follow();
  for (const seconds of [1, 2, 4, 8, 15, 15]) {
    const opened = FakeSocket.all.length;
    FakeSocket.last.onclose?.({ code: 1006 });
    vi.advanceTimersByTime(seconds * 1_000 - 1);
    expect(FakeSocket.all).toHaveLength(opened);
    vi.advanceTimersByTime(1);
    expect(FakeSocket.all).toHaveLength(opened + 1);
  }
});

test("a minute without a sign of life opens another socket, a tick does not", () => {
  follow();
  const first = FakeSocket.last;
  first.onopen?.();
  vi.advanceTimersByTime(50_000);
  first.says({ topic: "", type: "tick", data: {} });
  vi.advanceTimersByTime(50_000);
  expect(FakeSocket.all).toHaveLength(1);
  vi.advanceTimersByTime(20_000);
  expect(FakeSocket.all).toHaveLength(2);
  expect(first.isClosed).toBe(true);
});

test("resync asks again for what was dropped, and tells nobody", () => {
  const { told } = follow(3);
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(subscribed(3), message(4), event("resync"));
  expect(FakeSocket.last.sent.at(-1)).toEqual({ subscribe: TOPIC, after: 4 });
  expect(told).not.toContain("resync");
});

test("a reset is told, and what comes counts from there", () => {
  const { told } = follow(90);
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(subscribed(9), event("resync", { reset: true }));
  FakeSocket.last.says(message(10));
  expect(told).toEqual(["subscribed 9", "resync", "message 10"]);
});

test("a reset takes nobody back behind what they have heard", () => {
  const { told } = follow(9);
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(subscribed(10), message(11), message(50), event("resync", { reset: true }));
  FakeSocket.last.onclose?.({ code: 1006 });
  vi.advanceTimersByTime(1_000);
  FakeSocket.last.onopen?.();
  expect(FakeSocket.last.sent).toContainEqual({ subscribe: TOPIC, after: 50 });
  FakeSocket.last.says(message(50));
  expect(told.filter((one) => one === "message 50")).toHaveLength(1);
});

test("a topic without history is told to load anew after a break only", () => {
  const { told } = follow();
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(subscribed(null), event("presence"));
  expect(told).toEqual(["subscribed", "presence"]);
  FakeSocket.last.onclose?.({ code: 1006 });
  vi.advanceTimersByTime(1_000);
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(subscribed(null));
  expect(told.slice(2)).toEqual(["subscribed", "resync"]);
  FakeSocket.last.says(event("resync", { channel: "7" }));
  expect(told).toHaveLength(5);
});

test("a refused topic is told so and not asked for again", () => {
  const { told } = follow(1);
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(event("refused", { code: "not_found" }));
  live.refresh();
  FakeSocket.last.onopen?.();
  expect(told).toEqual(["refused"]);
  expect(FakeSocket.last.sent).toEqual([]);
});

test("two handlers of a topic share it; the last to leave unsubscribes", () => {
  const one = follow(3);
  const two = follow(1);
  FakeSocket.last.onopen?.();
  expect(FakeSocket.last.sent).toEqual([{ subscribe: TOPIC, after: 1 }]);
  FakeSocket.last.says(subscribed(4), message(2), message(4));
  expect(one.told).toEqual(["subscribed 4", "message 4"]);
  expect(two.told).toEqual(["subscribed 4", "message 2", "message 4"]);
  one.leave();
  expect(FakeSocket.last.sent).toHaveLength(1);
  two.leave();
  expect(FakeSocket.last.sent.at(-1)).toEqual({ unsubscribe: TOPIC });
});

test("a handler that fails does not silence the others", () => {
  const reported = vi.fn();
  vi.stubGlobal("reportError", reported);
  live.subscribe(TOPIC, null, () => {
    throw new Error("an island is broken");
  });
  const { told } = follow();
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(subscribed(1), message(2));
  expect(told).toEqual(["subscribed 1", "message 2"]);
  expect(reported).toHaveBeenCalledTimes(2);
});

test("a refused ticket is exchanged once at a time, and the socket opens again", async () => {
  follow();
  answers.push(Response.json({ ticket: "second" }));
  FakeSocket.last.onclose?.({ code: 4401 });
  await vi.advanceTimersByTimeAsync(10);
  expect(FakeSocket.last.protocols).toContain("ticket.second");
  answers.push(Response.json({ ticket: "third" }));
  FakeSocket.last.onclose?.({ code: 4401 });
  await vi.advanceTimersByTimeAsync(10);
  expect(FakeSocket.all).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(FakeSocket.last.protocols).toContain("ticket.third");
});

test("when the session is over it stops and says so", async () => {
  follow();
  answers.push(new Response("", { status: 401 }));
  FakeSocket.last.onclose?.({ code: 4401 });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(FakeSocket.all).toHaveLength(1);
  expect(states.at(-1)).toBe("signed-out");
});

test("signing in again in another tab brings this one back, signing in as somebody else does not", async () => {
  document.documentElement.dataset.person = "alice";
  follow();
  answers.push(new Response("", { status: 401 }), Response.json({ ticket: "bobs", person: "bob" }));
  FakeSocket.last.onclose?.({ code: 4401 });
  await vi.advanceTimersByTimeAsync(10);
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(FakeSocket.all).toHaveLength(1);
  answers.push(Response.json({ ticket: "alices", person: "alice" }));
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(FakeSocket.last.protocols).toContain("ticket.alices");
});

test("a page that somebody opens after signing in brings back the tabs beside it", async () => {
  follow();
  answers.push(new Response("", { status: 401 }), Response.json({ ticket: "second" }));
  FakeSocket.last.onclose?.({ code: 4401 });
  await vi.advanceTimersByTimeAsync(10);
  expect(states.at(-1)).toBe("signed-out");
  dispatchEvent(new StorageEvent("storage", { key: "ruche:signed-in", newValue: "1" }));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(FakeSocket.last.protocols).toContain("ticket.second");
});

test("a server out of reach while exchanging is tried again later", async () => {
  follow();
  FakeSocket.last.onclose?.({ code: 4401 });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(FakeSocket.all.length).toBeGreaterThan(1);
});

test("a page of strangers opens nothing", () => {
  document.head.innerHTML = "";
  follow();
  expect(FakeSocket.all).toHaveLength(0);
  expect(live.state).toBe("signed-out");
});

test("when the network comes back nobody waits much longer", () => {
  follow();
  FakeSocket.last.onclose?.({ code: 1006 });
  FakeSocket.last.onclose?.({ code: 1006 });
  dispatchEvent(new Event("online"));
  vi.advanceTimersByTime(500);
  expect(FakeSocket.all).toHaveLength(2);
});

test("typing is told every three seconds at most, and only on an open line", () => {
  follow();
  live.typing(TOPIC);
  FakeSocket.last.onopen?.();
  vi.advanceTimersByTime(3_000);
  FakeSocket.last.says(subscribed(4));
  for (let key = 0; key < 40; key++) {
    live.typing(TOPIC);
    vi.advanceTimersByTime(100);
  }
  expect(FakeSocket.last.sent.filter((frame) => JSON.stringify(frame).includes("typing"))).toHaveLength(2);
});

test("typing that began before the server let the tab in is told when it does", () => {
  follow();
  FakeSocket.last.onopen?.();
  live.typing(TOPIC);
  expect(FakeSocket.last.sent).toHaveLength(1);
  FakeSocket.last.says(subscribed(4));
  expect(FakeSocket.last.sent.at(-1)).toEqual({ typing: TOPIC });
});

test("it says when nothing is missing any more", () => {
  const told = vi.fn();
  document.addEventListener("live:caught-up", told);
  follow();
  live.subscribe("chat.channel:2", 3, () => undefined);
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(subscribed(4));
  expect(told).not.toHaveBeenCalled();
  FakeSocket.last.says({ topic: "chat.channel:2", type: "subscribed", data: { revision: 3 } });
  FakeSocket.last.says(message(5));
  expect(told).toHaveBeenCalledOnce();
  live.refresh();
  FakeSocket.last.onopen?.();
  FakeSocket.last.says(subscribed(5), { topic: "chat.channel:2", type: "refused", data: { code: "not_found" } });
  expect(told).toHaveBeenCalledTimes(2);
  document.removeEventListener("live:caught-up", told);
});

test("after a night asleep nobody waits for the next attempt", () => {
  follow();
  for (let attempt = 0; attempt < 6; attempt++) {
    FakeSocket.last.onclose?.({ code: 1006 });
    vi.advanceTimersByTime(30_000);
  }
  FakeSocket.last.onclose?.({ code: 1006 });
  const opened = FakeSocket.all.length;
  vi.setSystemTime(Date.now() + 8 * 3_600_000);
  vi.advanceTimersByTime(6_000);
  expect(FakeSocket.all).toHaveLength(opened + 1);
});

test("a clock that is set back does not keep a dead line", () => {
  follow();
  FakeSocket.last.onopen?.();
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(6_000);
  expect(FakeSocket.all).toHaveLength(2);
});

test("away is told once, and again on a new line", () => {
  follow();
  FakeSocket.last.onopen?.();
  live.attend("away");
  live.attend("away");
  expect(FakeSocket.last.sent.filter((frame) => JSON.stringify(frame).includes("presence"))).toEqual([{ presence: "away" }]);
  live.refresh();
  FakeSocket.last.onopen?.();
  expect(FakeSocket.last.sent.at(-1)).toEqual({ presence: "away" });
  live.attend("online");
  expect(FakeSocket.last.sent.at(-1)).toEqual({ presence: "online" });
});
