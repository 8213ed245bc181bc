/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** Where each group stands on the chart: the whole on top, departments beside each other, teams below, indented. */

export type Shape = "assembly" | "root" | "side" | "dept" | "team";
export type Group = { id: string; parent: string; shape: Shape };
export type Box = { x: number; y: number; width: number; height: number };
export type Line = { from: string; to: string; path: string };
export type Drawing = { boxes: Map<string, Box>; lines: Line[]; width: number; height: number };

/** What A3 landscape holds between its margins and below the title, in px. */
export const SHEET = { width: 1496, height: 930 };
const SMALLEST_ON_PAPER = 0.6;

/** How large a drawing is on one sheet; 0 when it would be too small to read. */
export function scaleOnSheet({ width, height }: { width: number; height: number }): number {
  const scale = Math.min(1.3, SHEET.width / width, SHEET.height / height);
  return scale >= SMALLEST_ON_PAPER ? scale : 0;
}

type Node = Group & { children: Node[] };
type Block = { width: number; place: (x: number, y: number) => Box };

const SIZES: Record<Shape, [number, number]> = { assembly: [220, 46], root: [272, 92], side: [182, 60], dept: [148, 78], team: [136, 74] };
const MARGIN = 20;
const GAP = 10; // between columns, and between teams
const DROP = 28; // from a department to its first team
const LEVEL = 64; // from one row to the next
const INDENT = 12;
const BEND = 12; // radius of the lines' corners

class Drafting {
  readonly boxes = new Map<string, Box>();
  readonly lines: Line[] = [];

  constructor(private readonly closed: ReadonlySet<string>) {}

  open(node: Node): Node[] {
    return this.closed.has(node.id) ? [] : node.children;
  }

  put(node: Node, x: number, y: number): Box {
    const [width, height] = SIZES[node.shape];
    const box = { x, y, width, height };
    this.boxes.set(node.id, box);
    return box;
  }

  /** A department with what is inside it: a column of teams, or a row of columns when departments are inside. */
  branch(node: Node): Block {
    const children = this.open(node);
    return children.some((one) => one.shape === "dept") ? this.wide(node, children) : this.column(node, children);
  }

  private column(node: Node, children: Node[]): Block {
    const depth = Math.max(0, ...children.map((one) => this.depth(one)));
    return {
      width: Math.max(SIZES[node.shape][0], INDENT * depth + SIZES.team[0]),
      place: (x, y) => {
        const box = this.put(node, x, y);
        let top = y + box.height + DROP;
        for (const child of children) top = this.stack(child, node, x + INDENT, top);
        return box;
      },
    };
  }

  private wide(node: Node, children: Node[]): Block {
    const blocks = children.map((one) => ({ one, block: this.branch(one) }));
    const [own, height] = SIZES[node.shape];
    const width = Math.max(own, total(blocks.map(({ block }) => block.width)));
    return {
      width,
      place: (x, y) => {
        const below = y + height + LEVEL;
        const tops = this.row(blocks, x, below);
        const box = this.put(node, middle(tops) - own / 2, y);
        for (const { one } of blocks) this.fall(node, one);
        return box;
      },
    };
  }

  row(blocks: { one: Node; block: Block }[], x: number, y: number): Box[] {
    let left = x;
    return blocks.map(({ block }) => {
      const box = block.place(left, y);
      left += block.width + GAP;
      return box;
    });
  }

  /** Teams under each other; those inside a team further in. Returns where the next may begin. */
  private stack(node: Node, parent: Node, x: number, y: number): number {
    const box = this.put(node, x, y);
    this.elbow(parent, node);
    let top = y + box.height + GAP;
    for (const child of this.open(node)) top = this.stack(child, node, x + INDENT, top);
    return top;
  }

  private depth(node: Node): number {
    return 1 + Math.max(0, ...this.open(node).map((one) => this.depth(one)));
  }

  /** From the foot of a card down and into the side of another below it. */
  private elbow(from: Node, to: Node): void {
    const [above, below] = [this.box(from), this.box(to)];
    const x = above.x + 5;
    const y = below.y + below.height / 2;
    this.lines.push({ from: from.id, to: to.id, path: `M${x} ${above.y + above.height}V${y - 8}a8 8 0 0 0 8 8H${below.x + 2}` });
  }

  /** From the foot of a card, along, and down onto the head of another. */
  fall(from: Node, to: Node): void {
    const [above, below] = [this.box(from), this.box(to)];
    const [x, y] = [above.x + above.width / 2, above.y + above.height];
    const [endX, endY] = [below.x + below.width / 2, below.y];
    const bus = endY - 32;
    const side = Math.sign(endX - x);
    const bend = Math.min(BEND, Math.abs(endX - x) / 2);
    const path =
      bend < 1
        ? `M${x} ${y}V${endY}`
        : `M${x} ${y}V${bus - bend}a${bend} ${bend} 0 0 ${side > 0 ? 0 : 1} ${side * bend} ${bend}H${endX - side * bend}a${bend} ${bend} 0 0 ${side > 0 ? 1 : 0} ${side * bend} ${bend}V${endY}`;
    this.lines.push({ from: from.id, to: to.id, path });
  }

  across(from: Node, to: Node): void {
    const [left, right] = [this.box(from), this.box(to)];
    const y = right.y + right.height / 2;
    this.lines.push({ from: from.id, to: to.id, path: `M${left.x + left.width} ${y}H${right.x}` });
  }

  box(node: Node): Box {
    return this.boxes.get(node.id) as Box;
  }
}

/** `groups`: each after the one around it, the whole ("assembly") first. `closed`: whose inside is not shown. */
export function layOut(groups: Group[], closed: ReadonlySet<string> = new Set()): Drawing {
  const [whole, ...top] = grown(groups);
  if (!whole) return { boxes: new Map(), lines: [], width: 0, height: 0 };
  const draft = new Drafting(closed);
  const nodes = draft.open(whole).concat(top);
  const root = nodes.find((one) => one.shape === "root");
  const sides = nodes.filter((one) => one.shape === "side");
  const row = [...(root ? draft.open(root) : []), ...nodes.filter((one) => one !== root && !sides.includes(one))];
  const blocks = row.map((one) => ({ one, block: draft.branch(one) }));
  const rootY = 22 + SIZES.assembly[1] + 44;
  const rowY = root ? rootY + SIZES.root[1] + LEVEL : rootY;
  const needed = root ? SIZES.root[0] + (sides.length ? 2 * (SIZES.side[0] + 54) : 0) : SIZES.assembly[0];
  const rowWidth = total(blocks.map(({ block }) => block.width));
  const boxes = draft.row(blocks, MARGIN + Math.max(0, (needed - rowWidth) / 2), rowY);
  const centre = boxes.length ? middle(boxes) : MARGIN + needed / 2;
  draft.put(whole, centre - SIZES.assembly[0] / 2, 22);
  if (root) {
    draft.put(root, centre - SIZES.root[0] / 2, rootY);
    draft.fall(whole, root);
    placeSides(draft, root, sides);
  }
  for (const one of row) draft.fall(root ?? whole, one);
  return settled(draft);
}

function placeSides(draft: Drafting, root: Node, sides: Node[]): void {
  const box = draft.box(root);
  const [, height] = SIZES.side;
  const all = sides.length * height + (sides.length - 1) * GAP;
  sides.forEach((side, index) => {
    draft.put(side, box.x + box.width + 54, box.y + (box.height - all) / 2 + index * (height + GAP));
    draft.across(root, side);
  });
}

/** Nothing left of the margin, and how large it all is. */
function settled({ boxes, lines }: Drafting): Drawing {
  const all = [...boxes.values()];
  const width = Math.max(...all.map((one) => one.x + one.width)) + MARGIN;
  const height = Math.max(...all.map((one) => one.y + one.height)) + MARGIN;
  return { boxes, lines, width, height };
}

function grown(groups: Group[]): Node[] {
  const known = new Map<string, Node>();
  const tops: Node[] = [];
  for (const group of groups) {
    const node = { ...group, children: [] };
    known.set(group.id, node);
    const parent = known.get(group.parent);
    (parent ? parent.children : tops).push(node);
  }
  return tops;
}

function total(widths: number[]): number {
  return widths.reduce((sum, one) => sum + one, 0) + GAP * Math.max(0, widths.length - 1);
}

function middle(boxes: Box[]): number {
  const [first, last] = [boxes[0] as Box, boxes[boxes.length - 1] as Box];
  return (first.x + last.x + last.width) / 2;
}
