/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { toBody, toWritten } from "./mentions.ts";

const THEO = { id: "01990000-0000-7000-8000-000000000001", name: "Théo Marchetti" };
const THEO_ALONE = { id: "01990000-0000-7000-8000-000000000002", name: "Théo" };
const ALL = { id: "all", name: "all" };

test("an id is shown as a name, and turned back", () => {
  const body = `<@${THEO.id}>, see **this** with <@${THEO_ALONE.id}> and <@all>.`;
  const written = "@Théo Marchetti, see **this** with @Théo and @all.";
  expect(toWritten(body, [THEO, THEO_ALONE, ALL])).toBe(written);
  expect(toBody(written, [THEO_ALONE, ALL, THEO])).toBe(body);
});

test("who is not known stays as it is", () => {
  expect(toWritten(`<@${THEO.id}> and <@nobody>`, [])).toBe(`<@${THEO.id}> and <@nobody>`);
  expect(toBody("@Théo Marchetti and @all", [])).toBe("@Théo Marchetti and @all");
});

test("a name is whole, and an address is none", () => {
  expect(toBody("@Théodore, me@Théo, @@Théo, (@Théo) @Théo’s", [THEO_ALONE])).toBe(
    `@Théodore, me@Théo, @@Théo, (<@${THEO_ALONE.id}>) <@${THEO_ALONE.id}>’s`,
  );
});

test("signs in a name are only signs", () => {
  const odd = { id: "01990000-0000-7000-8000-000000000003", name: "A. (B) [C]$" };
  expect(toBody("Hello @A. (B) [C]$.", [odd])).toBe(`Hello <@${odd.id}>.`);
});

test("code stays as it is, whichever way", () => {
  const everybody = { id: "all", name: "tous" };
  const code = ["`@tous`", "`` ` @tous ``", "```\n@tous\n```", "~~~sh\n@tous\n``\n~~~", "> ```\n> @tous\n> ```", "```\n@tous"];
  for (const one of code) {
    expect(toBody(one, [everybody])).toBe(one);
    expect(toWritten(one.replace("@tous", "<@all>"), [everybody])).not.toContain("@tous");
  }
  expect(toBody("`a` @tous `b`\n```\n@tous\n```\n@tous", [everybody])).toBe("`a` <@all> `b`\n```\n@tous\n```\n<@all>");
});

test("a backtick alone makes no code", () => {
  const called = `<@${THEO_ALONE.id}>`;
  expect(toBody("` @Théo", [THEO_ALONE])).toBe(`\` ${called}`);
  expect(toBody("\\`@Théo\\`", [THEO_ALONE])).toBe(`\\\`${called}\\\``);
});

test("of two people with one name each is called in turn", () => {
  const other = { ...THEO, id: "01990000-0000-7000-8000-000000000009" };
  expect(toBody("@Théo Marchetti, @Théo Marchetti and @Théo Marchetti", [THEO, other])).toBe(
    `<@${THEO.id}>, <@${other.id}> and <@${other.id}>`,
  );
});
