/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test } from "vitest";
import { Outbox } from "./outbox.ts";

beforeEach(() => {
  Object.assign(document.documentElement.dataset, { person: "nora", organisation: "atelier" });
});

test("what is written stays, in its order, until the server has it", () => {
  const outbox = new Outbox("general");
  const [first, second] = [outbox.add("One"), outbox.add("Two")];
  expect(new Outbox("general").all.map((one) => one.body)).toEqual(["One", "Two"]);
  expect(outbox.next).toEqual(first);
  outbox.remove(first.clientId);
  expect(outbox.next).toEqual(second);
  outbox.remove(second.clientId);
  expect(localStorage).toHaveLength(0);
});

test("it belongs to one person in one channel of one organisation", () => {
  new Outbox("general").add("Mine");
  expect(new Outbox("board").all).toEqual([]);
  document.documentElement.dataset.organisation = "bureau";
  expect(new Outbox("general").all).toEqual([]);
  Object.assign(document.documentElement.dataset, { person: "theo", organisation: "atelier" });
  expect(new Outbox("general").all).toEqual([]);
});

test("what was refused waits for its author and holds up nothing", () => {
  const outbox = new Outbox("general");
  const [first, second] = [outbox.add("One"), outbox.add("Two")];
  outbox.refuse(first.clientId, "This channel is archived.");
  expect(outbox.next).toEqual(second);
  outbox.retry(first.clientId);
  expect(outbox.next).toEqual(first);
});

test("what cannot be read is no reason to stop", () => {
  localStorage.setItem("ruche:outbox:nora:atelier:general", "{");
  expect(new Outbox("general").all).toEqual([]);
});
