/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { plain, type Tree } from "./chart_tree.ts";

/** Finds groups by their name and by the names of their people, and shows which they are. */
export class Finder {
  private readonly words = new Map<string, string>();
  private found: HTMLElement[] = [];
  private place = 0;

  constructor(
    private readonly tree: Tree,
    names: HTMLTemplateElement,
  ) {
    for (const one of names.content.querySelectorAll<HTMLElement>("[data-id]"))
      this.words.set(one.dataset.id ?? "", plain(one.textContent ?? ""));
  }

  look(text: string): HTMLElement[] {
    const words = plain(text).split(/\s+/).filter(Boolean);
    this.place = 0;
    this.found = words.length ? this.tree.nodes.filter((node) => words.every((word) => this.textOf(node).includes(word))) : [];
    for (const node of this.tree.nodes) {
      node.classList.toggle("is-found", this.found.includes(node));
      node.classList.toggle("is-dim", words.length > 0 && !this.found.includes(node));
    }
    for (const node of this.found) this.tree.reveal(node);
    return this.found;
  }

  next(): HTMLElement | undefined {
    if (!this.found.length) return undefined;
    this.place = (this.place + 1) % this.found.length;
    return this.found[this.place];
  }

  private textOf(node: HTMLElement): string {
    return `${plain(this.tree.item(node).textContent ?? "")} ${this.words.get(node.dataset.id ?? "") ?? ""}`;
  }
}
