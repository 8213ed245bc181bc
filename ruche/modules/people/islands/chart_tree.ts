/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** A flat list of lines that is a tree: each <li data-id data-parent> holds one <a role="treeitem">. */
export class Tree {
  readonly closed = new Set<string>();
  private readonly known = new Map<string, HTMLElement>();
  private readonly parents = new Set<string>();
  private typed = "";
  private typedAt = 0;

  constructor(readonly nodes: HTMLElement[]) {
    for (const node of nodes) {
      this.known.set(node.dataset.id ?? "", node);
      this.parents.add(node.dataset.parent ?? "");
    }
    this.mark();
    const first = nodes[0];
    if (first && !nodes.some((node) => this.item(node).tabIndex === 0 && this.item(node).hasAttribute("tabindex"))) this.rove(first, false);
  }

  item(node: HTMLElement): HTMLElement {
    return node.querySelector<HTMLElement>('[role="treeitem"]') as HTMLElement;
  }

  find(id: string): HTMLElement | undefined {
    return this.known.get(id);
  }

  parentOf(node: HTMLElement): HTMLElement | undefined {
    return this.known.get(node.dataset.parent ?? "");
  }

  /** The node, what is around it, and so on to the top. */
  pathOf(node: HTMLElement): HTMLElement[] {
    const parent = this.parentOf(node);
    return parent ? [node, ...this.pathOf(parent)] : [node];
  }

  isShown(node: HTMLElement): boolean {
    return this.pathOf(node)
      .slice(1)
      .every((one) => !this.closed.has(one.dataset.id ?? ""));
  }

  hasInside(node: HTMLElement): boolean {
    return this.parents.has(node.dataset.id ?? "");
  }

  toggle(node: HTMLElement, isClosed = !this.closed.has(node.dataset.id ?? "")): void {
    if (!this.hasInside(node)) return;
    if (isClosed) this.closed.add(node.dataset.id ?? "");
    else this.closed.delete(node.dataset.id ?? "");
    this.mark();
  }

  /** Opens all that is around a node. */
  reveal(node: HTMLElement): void {
    for (const one of this.pathOf(node).slice(1)) this.closed.delete(one.dataset.id ?? "");
    this.mark();
  }

  /** One stop of the tab key in the whole tree. */
  rove(node: HTMLElement, isFocused = true): void {
    for (const one of this.nodes) this.item(one).tabIndex = one === node ? 0 : -1;
    if (isFocused) this.item(node).focus({ preventScroll: true });
  }

  /** Where a key leads from a node; undefined: nowhere, "open" and "close": the node itself changes. */
  follow(key: string, node: HTMLElement): HTMLElement | "open" | "close" | undefined {
    const shown = this.nodes.filter((one) => this.isShown(one));
    const place = shown.indexOf(node);
    const isClosed = this.closed.has(node.dataset.id ?? "");
    const along: Record<string, HTMLElement | undefined> = {
      ArrowDown: shown[place + 1],
      ArrowUp: shown[place - 1],
      Home: shown[0],
      End: shown[shown.length - 1],
    };
    if (key in along) return along[key];
    if (key === "ArrowRight") return this.inward(node, isClosed, shown[place + 1]);
    if (key === "ArrowLeft") return this.hasInside(node) && !isClosed ? "close" : this.parentOf(node);
    return key.length === 1 ? this.typeAhead(key, shown, place) : undefined;
  }

  private inward(node: HTMLElement, isClosed: boolean, first: HTMLElement | undefined): HTMLElement | "open" | undefined {
    if (!this.hasInside(node)) return undefined;
    return isClosed ? "open" : first;
  }

  private typeAhead(key: string, shown: HTMLElement[], place: number): HTMLElement | undefined {
    this.typed = Date.now() - this.typedAt < 800 ? this.typed + key : key;
    this.typedAt = Date.now();
    const start = this.typed.length === 1 ? place + 1 : place;
    const order = [...shown.slice(start), ...shown.slice(0, start)];
    return order.find((one) => plain(this.item(one).title || this.item(one).textContent || "").startsWith(plain(this.typed)));
  }

  private mark(): void {
    for (const node of this.nodes) {
      node.hidden = !this.isShown(node);
      if (this.hasInside(node)) this.item(node).ariaExpanded = String(!this.closed.has(node.dataset.id ?? ""));
    }
  }
}

/** Without capitals and accents. */
export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .trim();
}
