/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount, settled } from "../../../../frontend/testing/mount.ts";
import MessageActs from "./message_acts_controller.ts";

const row = (id: string, position: number, style = "") =>
  `<article id="message-${id}" class="r-msg ${style}" tabindex="-1" data-position="${position}"><div class="r-msg-in"><div class="r-msg-text">${id} says<small class="r-edited">(edited)</small></div></div></article>`;
const button = (act: string) => `<button type="button" data-act="${act}"></button>`;
const ACTS = ["copy", "link", "edit", "pin", "unpin", "versions", "delete"].map(button).join("");
const PAGE = `<section data-controller="message-acts" data-action="message-keys:act->message-acts#perform pointerover->message-acts#leave pointerleave->message-acts#leave" data-message-acts-own-value="edit delete versions pin"
  data-message-acts-others-value="pin" data-message-acts-url-value="/api/messages/" data-message-acts-link-value="/o/a/chat/c/1/m/0/"
  data-message-acts-copied-value="Copied" data-message-acts-linked-value="Link copied" data-message-acts-unreachable-value="Unreachable">
  <div role="log" data-action="pointerover->message-acts#hover pointerdown->message-acts#touch pointerup->message-acts#release">${row("mine", 1, "is-own")}${row("theirs", 2, "is-pinned")}${row("gone", 3, "is-own is-deleted")}</div>
  <div class="c-msgbar" hidden data-message-acts-target="bar" data-action="click->message-acts#run pointerenter->message-acts#light pointerleave->message-acts#light">${ACTS}</div>
  <div class="c-acts" popover data-message-acts-target="menu" data-action="click->message-acts#run">${ACTS}</div></section>`;

const said: string[] = [];
const asked: string[] = [];

function offered(): string[] {
  return [...document.querySelectorAll<HTMLElement>(".c-acts [data-act]:not([hidden])")].map((one) => one.dataset.act ?? "");
}

function point(id: string, type = "pointerover", pointerType = "mouse"): void {
  find(`#message-${id}`).dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType }));
}

function press(act: string, id: string): void {
  const target = find(`#message-${id}`);
  target.dispatchEvent(new CustomEvent("message-keys:act", { bubbles: true, detail: { row: target, act } }));
}

document.addEventListener("toast", (event) => said.push((event as CustomEvent<{ message: string }>).detail.message));

beforeEach(async () => {
  said.length = asked.length = 0;
  vi.stubGlobal("fetch", async (url: string, { method }: RequestInit) => {
    asked.push(`${method} ${url}`);
    return new Response(JSON.stringify({ message: "Only managers pin here." }), { status: url.includes("theirs") ? 403 : 200 });
  });
  for (const name of ["showPopover", "hidePopover"] as const) HTMLElement.prototype[name] = vi.fn();
  await mount(PAGE, { "message-acts": MessageActs });
});

test("what is offered is what the server allows, where it makes sense", () => {
  point("mine");
  expect(find(".c-msgbar").hidden).toBe(false);
  expect(offered()).toEqual(["copy", "link", "edit", "pin", "delete"]);
  point("theirs");
  expect(offered()).toEqual(["copy", "link", "unpin"]);
  point("gone");
  expect(offered()).toEqual(["link", "versions"]);
});

test("the bar shows which message it is for", () => {
  point("mine");
  for (const [type, isLit] of [
    ["pointerenter", true],
    ["pointerleave", false],
    ["pointerenter", true],
  ] as const) {
    find(".c-msgbar").dispatchEvent(new PointerEvent(type));
    expect(find("#message-mine").classList.contains("is-hover")).toBe(isLit);
  }
  point("theirs");
  expect(find("#message-mine").classList.contains("is-hover")).toBe(false);
});

test("the text is copied without its marks, the link in full", async () => {
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  press("copy", "mine");
  press("link", "theirs");
  await settled();
  expect(write.mock.calls.map(([text]) => text)).toEqual(["mine says", `${location.origin}/o/a/chat/c/1/m/2/`]);
  expect(said).toEqual(["Copied", "Link copied"]);
});

test("a pin goes to the server, and what it answers to the page", async () => {
  const changed = vi.fn();
  find("section").addEventListener("message-acts:changed", changed);
  press("pin", "mine");
  await settled();
  await settled();
  expect(asked).toEqual(["PUT /api/messages/mine/pin/"]);
  expect(changed).toHaveBeenCalledOnce();
});

test("a refusal is said as the server says it, and nothing changes", async () => {
  const changed = vi.fn();
  find("section").addEventListener("message-acts:changed", changed);
  press("pin", "theirs");
  await vi.waitFor(() => expect(said).toEqual(["Only managers pin here."]));
  expect(asked).toEqual(["DELETE /api/messages/theirs/pin/"]);
  expect(changed).not.toHaveBeenCalled();
});

test("the bar goes when the pointer leaves the messages, and stays on its way to the bar", () => {
  point("mine");
  find(".c-msgbar button").dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
  expect(find(".c-msgbar").hidden).toBe(false);
  find("[role='log']").dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
  expect(find(".c-msgbar").hidden).toBe(true);
  point("mine");
  find("section").dispatchEvent(new PointerEvent("pointerleave", { pointerType: "mouse" }));
  expect(find(".c-msgbar").hidden).toBe(true);
});

test("what is not allowed is not done by a key either", async () => {
  const wanted = vi.fn();
  document.addEventListener("message-acts:delete", wanted);
  press("delete", "theirs");
  press("delete", "mine");
  expect(wanted).toHaveBeenCalledOnce();
});

test("a finger that stays opens the menu, one that lets go does not", async () => {
  point("mine", "pointerdown", "touch");
  point("mine", "pointerup", "touch");
  point("theirs", "pointerdown", "touch");
  await vi.waitFor(() => expect(HTMLElement.prototype.showPopover).toHaveBeenCalledOnce());
  expect(offered()).toEqual(["copy", "link", "unpin"]);
});

test("the author’s page is offered to whoever may open it, of a deleted message too", () => {
  find("section").dataset.messageActsOthersValue = "person";
  find("section").dataset.messageActsOwnValue = "person";
  find(".c-acts").insertAdjacentHTML("beforeend", button("person"));
  const wanted = vi.fn();
  document.addEventListener("message-acts:person", (event) => wanted((event as CustomEvent).detail.row.id));
  for (const id of ["theirs", "gone"]) press("person", id);
  expect(wanted.mock.calls).toEqual([["message-theirs"], ["message-gone"]]);
  point("theirs");
  expect(offered()).toContain("person");
});

test("one’s own last words cannot be marked as unread, for they never are", () => {
  find("section").dataset.messageActsOwnValue = "unread";
  find("section").dataset.messageActsOthersValue = "unread";
  find(".c-acts").insertAdjacentHTML("beforeend", button("unread"));
  point("mine");
  expect(offered()).toContain("unread");
  find("#message-theirs").remove();
  point("gone");
  point("mine");
  expect(offered()).not.toContain("unread");
});
