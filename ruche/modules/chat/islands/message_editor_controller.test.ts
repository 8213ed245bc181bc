/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount, press, settled, unmount } from "../../../../frontend/testing/mount.ts";
import { remember } from "./chosen.ts";
import MessageEditor from "./message_editor_controller.ts";

const THEO = "01990000-0000-7000-8000-000000000001";
const row = (id: string, position: number, style = "is-own") =>
  `<article id="message-${id}" class="r-msg ${style}" tabindex="-1" data-position="${position}"><div class="r-msg-in"><div class="r-msg-text"></div></div></article>`;
const PAGE = `<section data-all="tous" data-controller="message-editor" data-action="message-keys:act->message-editor#open composer:edit-last->message-editor#editLast" data-message-editor-url-value="/api/messages/" data-message-editor-unreachable-value="Unreachable">
  <div role="log"><div>${row("first", 1)}${row("second", 2)}${row("other", 3, "")}</div></div><textarea id="composer"></textarea>
  <template data-part="editor"><form class="c-editor" data-action="submit->message-editor#save keydown->message-editor#press input->message-editor#keep"><textarea name="body"></textarea><button type="button" data-action="message-editor#cancel"></button></form></template></section>`;

const asked: string[] = [];
let status = 200;

function editor(): HTMLTextAreaElement {
  return find<HTMLTextAreaElement>(".c-editor textarea");
}

async function editLast(): Promise<HTMLTextAreaElement> {
  find("#composer").dispatchEvent(new CustomEvent("composer:edit-last", { bubbles: true }));
  await settled();
  await settled();
  return editor();
}

beforeEach(async () => {
  asked.length = 0;
  status = 200;
  Element.prototype.scrollIntoView = vi.fn();
  vi.stubGlobal("fetch", async (url: string, { method, body }: RequestInit) => {
    asked.push([method, url, body].filter(Boolean).join(" "));
    const message = {
      id: "second",
      body: `Ask <@${THEO}> and <@all>`,
      mentions: [
        { id: THEO, name: "Théo" },
        { id: "all", name: "all" },
      ],
    };
    return new Response(JSON.stringify(method === "GET" ? message : { message: "Too late." }), { status: method === "GET" ? 200 : status });
  });
  await mount(PAGE, { "message-editor": MessageEditor });
});

test("the last message of mine opens with names instead of ids, and goes back with ids", async () => {
  const field = await editLast();
  expect(field.closest("article")?.id).toBe("message-second");
  expect(field.value).toBe("Ask @Théo and @tous");
  expect(document.activeElement).toBe(field);
  field.value = "Ask @Théo again";
  press("Enter", field);
  await vi.waitFor(() => expect(document.querySelector(".c-editor")).toBeNull());
  expect(asked).toEqual(["GET /api/messages/second/", `PATCH /api/messages/second/ {"body":"Ask <@${THEO}> again"}`]);
  expect(document.activeElement?.id).toBe("message-second");
});

test("Escape, and saving what was not changed, ask nothing of the server", async () => {
  press("Escape", await editLast());
  expect(document.querySelector(".c-editor")).toBeNull();
  press("Enter", await editLast());
  await settled();
  expect(document.querySelector(".c-editor")).toBeNull();
  expect(asked.filter((one) => one.startsWith("PATCH"))).toEqual([]);
});

test("an edit that began in the composer leads back there, however it ends", async () => {
  for (const key of ["Enter", "Escape"]) {
    find("#composer").focus();
    press(key, await editLast());
    await settled();
    expect(document.activeElement?.id).toBe("composer");
  }
  const field = await editLast();
  field.value = "Other";
  press("Enter", field);
  await vi.waitFor(() => expect(document.querySelector(".c-editor")).toBeNull());
  expect(document.activeElement?.id).toBe("composer");
});

test("an edit outlives the page, with the people chosen; once it is over nothing is kept", async () => {
  const field = await editLast();
  remember(field, [{ id: "01990000-0000-7000-8000-000000000009", name: "Ada" }]);
  field.value = "For @Ada";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await unmount();
  await mount(PAGE, { "message-editor": MessageEditor });
  await vi.waitFor(() => expect(editor().value).toBe("For @Ada"));
  press("Enter", editor());
  await vi.waitFor(() => expect(document.querySelector(".c-editor")).toBeNull());
  expect(asked.at(-1)).toBe('PATCH /api/messages/second/ {"body":"For <@01990000-0000-7000-8000-000000000009>"}');
  await unmount();
  await mount(PAGE, { "message-editor": MessageEditor });
  await settled();
  await settled();
  expect(document.querySelector(".c-editor")).toBeNull();
});

test("Shift and Enter begin a line", async () => {
  expect(press("Enter", await editLast(), { shiftKey: true }).defaultPrevented).toBe(false);
});

test("what is refused stays in the field", async () => {
  status = 409;
  const said: string[] = [];
  document.addEventListener("toast", (event) => said.push((event as CustomEvent<{ message: string }>).detail.message), { once: true });
  const field = await editLast();
  field.value = "Other";
  press("Enter", field);
  await vi.waitFor(() => expect(said).toEqual(["Too late."]));
  expect(editor().value).toBe("Other");
});

test("one message is edited at a time", async () => {
  await editLast();
  find("#message-first").dispatchEvent(new CustomEvent("message-keys:act", { bubbles: true, detail: { row: find("#message-first") } }));
  await settled();
  await settled();
  expect([...document.querySelectorAll(".is-editing")].map((one) => one.id)).toEqual(["message-first"]);
});

test("emoji that are named are saved as emoji", async () => {
  HTMLCanvasElement.prototype.getContext = vi.fn().mockReturnValue(null);
  const field = await editLast();
  field.value = "Other :tada:";
  press("Enter", field);
  await vi.waitFor(() => expect(asked.at(-1)).toBe('PATCH /api/messages/second/ {"body":"Other 🎉"}'));
});
