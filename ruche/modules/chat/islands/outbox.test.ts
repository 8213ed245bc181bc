/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { changeOf, Outbox, type Pending } from "./outbox.ts";

beforeEach(() => {
  Object.assign(document.documentElement.dataset, { person: "nora", organisation: "atelier" });
});

function add(body: string, channel = "general"): Pending {
  return new Outbox().add({ channel, url: `/${channel}/messages/`, title: channel, body, written: body, people: [] }).pending;
}

function bodies(channel: string): string[] {
  return new Outbox().in(channel).map((one) => one.body);
}

test("what is written stays, in its order, until the server has it", () => {
  const [first, second] = [add("One"), add("Two")];
  const outbox = new Outbox();
  expect(bodies("general")).toEqual(["One", "Two"]);
  expect(outbox.next("general")).toEqual(first);
  outbox.remove(first);
  expect(outbox.next("general")).toEqual(second);
  outbox.remove(second);
  expect(localStorage).toHaveLength(0);
});

test("the order is that of writing, whatever the clock says", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-12T09:00:00Z") });
  add("One");
  vi.setSystemTime(new Date("2026-03-12T08:00:00Z"));
  add("Two");
  expect(bodies("general")).toEqual(["One", "Two"]);
  vi.useRealTimers();
});

test("two tabs that write at the same moment lose nothing of one another", () => {
  const [one, other] = [new Outbox(), new Outbox()];
  add("One");
  expect([one.all.length, other.all.length]).toEqual([1, 1]);
  other.remove(other.all[0] as Pending);
  add("Two");
  expect(one.all.map(({ body }) => body)).toEqual(["Two"]);
});

test("it belongs to one person; each channel has its own", () => {
  add("Mine");
  add("Elsewhere", "board");
  expect(bodies("general")).toEqual(["Mine"]);
  expect(new Outbox().channels).toEqual(["general", "board"]);
  document.documentElement.dataset.organisation = "bureau";
  expect(new Outbox().channels).toEqual(["general", "board"]);
  new Outbox().remove(new Outbox().next("board") as Pending);
  expect(new Outbox().channels).toEqual(["general"]);
  document.documentElement.dataset.person = "theo";
  expect(new Outbox().all).toEqual([]);
});

test("what was refused waits for its author and holds up nothing", () => {
  const [first, second] = [add("One"), add("Two")];
  const outbox = new Outbox();
  const refused = outbox.refuse(first, "This channel is archived.");
  expect(outbox.next("general")).toEqual(second);
  outbox.retry(refused);
  expect(outbox.next("general")).toEqual(first);
});

test("what cannot be read is no reason to stop", () => {
  localStorage.setItem("ruche:outbox:nora:atelier:general:1", "{");
  localStorage.setItem("ruche:outbox:nora:atelier:general:2", "[]");
  expect(new Outbox().all).toEqual([]);
});

test("another tab hears what was written and what was taken back", () => {
  const pending = add("One");
  const key = Object.keys(localStorage)[0] ?? "";
  expect(changeOf(new StorageEvent("storage", { key, newValue: localStorage.getItem(key) }))).toEqual(pending);
  expect(changeOf(new StorageEvent("storage", { key, newValue: null }))).toBeNull();
  expect(changeOf(new StorageEvent("storage", { key: "ruche:person", newValue: "{}" }))).toBeNull();
});

test("without TLS the names of messages are random all the same", () => {
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.fill(7) });
  expect(add("One").clientId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  vi.unstubAllGlobals();
});
