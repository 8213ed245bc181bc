/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { beforeEach, expect, test, vi } from "vitest";
import { find, mount, press, settled } from "../../../../frontend/testing/mount.ts";
import PersonLinks from "./person_links_controller.ts";

const went = vi.fn();

async function show(url: string): Promise<void> {
  await mount(
    `<div id="log" data-controller="person-links" data-person-links-url-value="${url}" data-action="click->person-links#open keydown->person-links#press message-acts:person->person-links#visit">
      <article data-author="ann"><span class="r-av" data-member="ann">A</span><div class="r-msg-who"><b>Ann</b></div>
      <p>For <span class="r-mention" id="ben" data-member="ben">@Ben</span> and <span class="r-mention" id="all" data-member="all">@all</span></p></article></div>`,
    { "person-links": PersonLinks },
  );
}

const PEOPLE = "/o/a/people/00000000-0000-0000-0000-000000000000/";

beforeEach(() => {
  went.mockReset();
  vi.spyOn(location, "assign").mockImplementation(went);
});

test("a face, a name and a mention lead to the person", async () => {
  await show(PEOPLE);
  for (const place of [".r-av", "b", "#ben"]) find(place).click();
  expect(went.mock.calls).toEqual([["/o/a/people/ann/"], ["/o/a/people/ann/"], ["/o/a/people/ben/"]]);
});

test("a mention is a link for the keyboard too, also one that comes later", async () => {
  await show(PEOPLE);
  find("#log").insertAdjacentHTML("beforeend", '<article><span class="r-mention" id="late" data-member="cleo">@Cléo</span></article>');
  await settled();
  expect([find("#ben").getAttribute("role"), find("#late").tabIndex]).toEqual(["link", 0]);
  press("Enter", find("#late"));
  expect(went).toHaveBeenCalledWith("/o/a/people/cleo/");
});

test("everybody is nobody’s page, and the words of a message lead nowhere", async () => {
  await show(PEOPLE);
  for (const place of ["#all", "p"]) find(place).click();
  expect(went).not.toHaveBeenCalled();
  expect(find("#all").hasAttribute("role")).toBe(false);
});

test("who may not see people’s pages gets no links", async () => {
  await show("");
  for (const place of [".r-av", "#ben"]) find(place).click();
  expect(went).not.toHaveBeenCalled();
  expect(find("#ben").hasAttribute("role")).toBe(false);
});

test("the author of a message is reached from its row, without a stop of the Tab key", async () => {
  await show(PEOPLE);
  const row = find("article");
  row.dispatchEvent(new CustomEvent("message-acts:person", { bubbles: true, detail: { row } }));
  expect(went.mock.calls).toEqual([["/o/a/people/ann/"]]);
  expect([...document.querySelectorAll("[tabindex]")].map((one) => one.id)).toEqual(["ben"]);
});
