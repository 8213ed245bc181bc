/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { find, mount } from "../../../../frontend/testing/mount.ts";
import { type Handler, live } from "../../../kernel/ui/islands/live/live.ts";
import Typing from "./typing_controller.ts";

const PAGE = `<div data-controller="typing" data-typing-topic-value="chat.channel:1" data-typing-reader-value="nora" data-typing-one-value="{name} is writing"
  data-typing-two-value="{name} and {other} are writing" data-typing-many-value="Several people are writing"><span data-typing-target="dots" hidden></span><span id="words" data-typing-target="words"></span></div>`;

let tell: Handler;

function typing(...names: string[]): void {
  tell({ topic: "", type: "typing", data: { members: names.map((name) => ({ id: name.toLowerCase(), name: `${name} Martin` })) } });
}

beforeEach(async () => {
  vi.spyOn(live, "subscribe").mockImplementation((_topic, _after, handler) => {
    tell = handler;
    return () => undefined;
  });
  await mount(PAGE, { typing: Typing });
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("who is writing is named, never the reader", () => {
  typing("Nora");
  expect(find("#words").textContent).toBe("");
  typing("Théo");
  expect(find("#words").textContent).toBe("Théo is writing");
  typing("Lucie");
  expect(find("#words").textContent).toBe("Théo and Lucie are writing");
  typing("Karim");
  expect(find("#words").textContent).toBe("Several people are writing");
});

test("a sign is forgotten after a while, or with the message", () => {
  typing("Théo", "Lucie");
  tell({ topic: "", type: "message", data: { author: { id: "théo" } } });
  expect(find("#words").textContent).toBe("Lucie is writing");
  vi.advanceTimersByTime(6_000);
  expect(find("#words").textContent).toBe("");
  expect(find("[data-typing-target='dots']").hidden).toBe(true);
});

test("a sign that comes after the message does not outlive it", () => {
  tell({ topic: "", type: "message", data: { author: { id: "théo" } } });
  typing("Théo");
  expect(find("#words").textContent).toBe("");
  vi.advanceTimersByTime(1_000);
  typing("Théo");
  expect(find("#words").textContent).toBe("Théo is writing");
});
