/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { find, mount, settled, unmount } from "../../../../frontend/testing/mount.ts";
import { claimSession } from "../../../kernel/ui/islands/session.ts";
import { delivery } from "./delivery.ts";
import Sending from "./sending_controller.ts";

const PAGE = `<section data-controller="sending" data-action="composer:send->sending#send" data-reader="nora" data-you="You" data-deleted="Deleted"
  data-sending-channel-value="general" data-sending-url-value="/messages/" data-sending-unkept-value="Keep this page open" data-sending-author-value='{"id":"nora","name":"Nora","initials":"N","hue":"mint"}'>
  <div data-part="track"><a data-part="earlier" hidden></a><div data-part="beginning"></div><div data-part="rows"></div><a data-part="later" hidden></a></div>
  <template data-part="prototype"><article class="r-msg"><span class="r-av"></span><div class="r-msg-in"><div class="r-msg-who"><b></b><time></time></div><div class="r-msg-text"></div></div></article></template>
  <template data-part="day"><div class="r-day"><time></time></div></template>
  <template data-sending-target="failure"><div class="c-failure"><span data-part="reason">Not sent</span><button class="again" data-action="sending#retry"></button><button class="back" data-action="sending#discard"></button></div></template>
  <template data-sending-target="waiting"><div class="c-failure"><span data-part="reason">Waiting to be sent</span><button class="back" data-action="sending#discard"></button></div></template>
  <p id="composer"></p>
</section>`;

const answers: (() => Response)[] = [];
const sent: { client_id: string; body: string }[] = [];

function accepted(): Response {
  const { client_id, body } = sent.at(-1) ?? { client_id: "", body: "" };
  const author = { id: "nora", name: "Nora", initials: "N", hue: "mint" };
  const place = { id: client_id, position: sent.length, revision: sent.length, created_at: "2026-03-12T08:00:00Z" };
  return Response.json({ ...place, client_id, author, body, html: body }, { status: 201 });
}

function refused(status: number, reason: string): Response {
  return Response.json({ code: "x", message: reason, fields: {} }, { status });
}

async function write(body: string): Promise<void> {
  find("#composer").dispatchEvent(new CustomEvent("composer:send", { bubbles: true, detail: { body, written: body, people: [] } }));
  await settled();
  await settled();
}

function failures(): string[] {
  return [...document.querySelectorAll(".c-failure span")].map((one) => one.textContent ?? "");
}

beforeEach(async () => {
  answers.length = sent.length = 0;
  Object.assign(document.documentElement.dataset, { person: "nora", organisation: "atelier" });
  claimSession();
  Element.prototype.scrollIntoView = vi.fn();
  vi.stubGlobal("fetch", async (_url: string, options: { body: string }) => {
    sent.push(JSON.parse(options.body));
    return (answers.shift() ?? accepted)();
  });
  await mount(PAGE, { sending: Sending });
});
afterEach(() => delivery.stop());

test("a message is drawn, sent, and replaced by the server’s", async () => {
  await write("Hello");
  expect(sent.map((one) => one.body)).toEqual(["Hello"]);
  expect(find("article").className).toBe("r-msg is-own");
  expect(delivery.outbox.all).toEqual([]);
});

test("out of reach it waits, and goes with the same id when the line is back", async () => {
  answers.push(() => {
    throw new TypeError("offline");
  });
  await write("Hello");
  expect(failures()).toEqual(["Waiting to be sent"]);
  expect(find("article").classList.contains("is-failed")).toBe(false);
  document.dispatchEvent(new CustomEvent("live:state", { detail: { state: "online" } }));
  await settled();
  expect(failures()).toEqual([]);
  expect(sent[0]).toEqual(sent[1]);
});

test("it goes as soon as the browser has its network again", async () => {
  answers.push(() => {
    throw new TypeError("offline");
  });
  await write("Hello");
  dispatchEvent(new Event("online"));
  await settled();
  expect(sent.map((one) => one.body)).toEqual(["Hello", "Hello"]);
  expect(failures()).toEqual([]);
});

test("a later message does not overtake one that waits", async () => {
  answers.push(() => refused(503, ""));
  await write("One");
  await write("Two");
  expect(sent.map((one) => one.body)).toEqual(["One", "One", "Two"]);
  expect([...document.querySelectorAll(".r-msg-text")].map((one) => one.textContent)).toEqual(["One", "Two"]);
});

test("a refusal says why and holds up nothing; it can be tried again or taken back", async () => {
  answers.push(() => refused(403, "Nobody writes here now."));
  await write("One");
  await write("Two");
  expect(failures()).toEqual(["Nobody writes here now."]);
  expect(sent.map((one) => one.body)).toEqual(["One", "Two"]);
  answers.push(() => refused(403, "Still not."));
  find(".again").click();
  await settled();
  expect(failures()).toEqual(["Still not."]);
  const back = vi.fn();
  document.addEventListener("sending:returned", (event) => back((event as CustomEvent).detail), { once: true });
  find(".back").click();
  expect(back).toHaveBeenCalledWith({ written: "One", people: [] });
  expect(document.querySelectorAll("article")).toHaveLength(1);
  expect(delivery.outbox.all).toEqual([]);
});

test("what was left from before the reload is drawn and sent", async () => {
  await unmount();
  const written = { channel: "general", url: "/messages/", title: "general", body: "Left", written: "Left", people: [] };
  const { pending } = delivery.outbox.add(written);
  delivery.outbox.add({ ...written, channel: "board", body: "Elsewhere", written: "Elsewhere" });
  await mount(PAGE, { sending: Sending });
  expect(document.querySelectorAll("article")).toHaveLength(1);
  await settled();
  expect(sent.map((one) => one.body)).toEqual(["Left", "Elsewhere"]);
  expect(sent[0]?.client_id).toBe(pending.clientId);
});

test("where nobody may write any more it is not offered to try again", async () => {
  answers.push(() => refused(409, "Archived."));
  await write("One");
  expect(failures()).toEqual(["Archived."]);
  expect(document.querySelector(".again")).toBeNull();
  expect(document.querySelector(".back")).not.toBeNull();
});

test("a mention is shown as it was typed while it is on its way", async () => {
  answers.push(() => {
    throw new TypeError("offline");
  });
  find("#composer").dispatchEvent(
    new CustomEvent("composer:send", { bubbles: true, detail: { body: "<@all>", written: "@all", people: [] } }),
  );
  await settled();
  expect(find(".r-msg-text").textContent).toBe("@all");
});

test("what another tab took back is gone here too", async () => {
  answers.push(() => {
    throw new TypeError("offline");
  });
  await write("One");
  const pending = delivery.outbox.all[0];
  document.dispatchEvent(new CustomEvent("outbox:change", { detail: { pending, state: "gone" } }));
  expect(document.querySelectorAll("article")).toHaveLength(0);
});

test("a browser that keeps nothing says so once", async () => {
  const told: string[] = [];
  const hear = (event: Event) => told.push((event as CustomEvent<{ message: string }>).detail.message);
  document.addEventListener("toast", hear);
  vi.spyOn(delivery, "add").mockReturnValue(false);
  await write("One");
  await write("Two");
  expect(told).toEqual(["Keep this page open"]);
  document.removeEventListener("toast", hear);
});

test("what was deleted before its answer came is on its way no more", async () => {
  answers.push(() => Response.json({ id: "m-1", position: 1, revision: 2, deleted: true }, { status: 200 }));
  await write("Hello");
  expect([delivery.outbox.all, document.querySelectorAll("article").length]).toEqual([[], 0]);
});
