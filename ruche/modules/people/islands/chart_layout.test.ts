/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { describe, expect, it } from "vitest";
import { type Box, type Group, layOut, scaleOnSheet } from "./chart_layout.ts";

const group = (id: string, parent: string, shape: Group["shape"]): Group => ({ id, parent, shape });
const ATELIER: Group[] = [
  group("all", "", "assembly"),
  group("board", "", "root"),
  group("welcome", "", "dept"),
  group("phone", "welcome", "team"),
  group("repairs", "", "dept"),
  group("lamps", "repairs", "team"),
  group("sewing", "repairs", "team"),
  group("buttons", "sewing", "team"),
  group("staff", "", "side"),
];

function overlap(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}

function large(): Group[] {
  const found = [group("all", "", "assembly")];
  for (let department = 0; department < 12; department++) {
    found.push(group(`d${department}`, "", "dept"));
    for (let inner = 0; inner < 3; inner++)
      found.push(group(`d${department}.${inner}`, `d${department}`, department % 2 ? "dept" : "team"));
    for (let team = 0; team < 4; team++) found.push(group(`t${department}.${team}`, `d${department}.1`, "team"));
  }
  return found;
}

describe("the layout of the chart", () => {
  it.each([
    ["the atelier", ATELIER],
    ["a large organisation", large()],
  ])("puts no card of %s on another, nor outside", (_name, groups) => {
    const { boxes, width, height } = layOut(groups);
    const all = [...boxes.values()];
    expect(boxes.size).toBe(groups.length);
    for (const [index, one] of all.entries()) {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.x + one.width).toBeLessThanOrEqual(width);
      expect(one.y + one.height).toBeLessThanOrEqual(height);
      for (const other of all.slice(index + 1)) expect(overlap(one, other)).toBe(false);
    }
  });

  it("stands as it was designed: the board over the row, staff beside it, teams under their department", () => {
    const { boxes } = layOut(ATELIER);
    const at = (id: string): Box => boxes.get(id) as Box;
    expect(at("board").x + at("board").width / 2).toBe((at("welcome").x + at("repairs").x + at("repairs").width) / 2);
    expect(at("welcome").y).toBe(at("repairs").y);
    expect(at("staff").x).toBeGreaterThan(at("board").x + at("board").width);
    expect(at("lamps").x).toBe(at("repairs").x + 12);
    expect(at("sewing").y).toBeGreaterThan(at("lamps").y + at("lamps").height);
    expect(at("buttons").x).toBe(at("sewing").x + 12);
  });

  it("draws a line to every card but the first", () => {
    const { lines } = layOut(ATELIER);
    expect(new Set(lines.map((line) => line.to)).size).toBe(ATELIER.length - 1);
  });

  it("leaves out what is inside a closed group", () => {
    const { boxes, lines } = layOut(ATELIER, new Set(["repairs"]));
    expect([...boxes.keys()]).not.toContain("lamps");
    expect([...boxes.keys()]).not.toContain("buttons");
    expect(lines.some((line) => line.to === "sewing")).toBe(false);
  });

  it("draws nothing for nothing, and one card alone", () => {
    expect(layOut([]).boxes.size).toBe(0);
    expect(layOut([group("all", "", "assembly")]).boxes.size).toBe(1);
  });
});

describe("the chart on paper", () => {
  it("keeps its drawing on one sheet while it can be read there", () => {
    expect(scaleOnSheet({ width: 700, height: 600 })).toBe(1.3);
    expect(scaleOnSheet({ width: 2000, height: 900 })).toBeCloseTo(0.748, 3);
    expect(scaleOnSheet({ width: 3000, height: 900 })).toBe(0);
  });
});
