/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div role="tablist" data-controller="tabs"><button role="tab" aria-controls="a" aria-selected="true">…</button>…</div> <div id="a" role="tabpanel"> */
import { Controller } from "@hotwired/stimulus";

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

/** Tabs within a page: one panel at a time, arrows to move. Tabs that are links to other pages need no island. */
export default class Tabs extends Controller<HTMLElement> {
  override connect(): void {
    this.choose(this.tabs.find((tab) => tab.ariaSelected === "true") ?? this.tabs[0]);
    this.element.addEventListener("click", this.click);
    this.element.addEventListener("keydown", this.walk);
  }

  override disconnect(): void {
    this.element.removeEventListener("click", this.click);
    this.element.removeEventListener("keydown", this.walk);
  }

  private readonly click = ({ target }: Event): void => {
    this.choose((target as Element).closest<HTMLElement>('[role="tab"]') ?? undefined);
  };

  private readonly walk = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const current = this.tabs.indexOf(event.target as HTMLElement);
    if (!step || current < 0) return;
    const next = this.tabs.at((current + step) % this.tabs.length);
    this.choose(next);
    next?.focus();
  };

  private choose(chosen: HTMLElement | undefined): void {
    if (!chosen) return;
    for (const tab of this.tabs) {
      tab.ariaSelected = String(tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = tab !== chosen;
    }
  }

  private get tabs(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('[role="tab"]')];
  }
}
