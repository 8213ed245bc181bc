/* SPDX-License-Identifier: AGPL-3.0-or-later */

const NEAR = 56;
const FASTEST = 18;

/** Scrolls what holds an element, as long as the pointer is near its upper or lower edge. */
export class EdgeScrolling {
  private frame = 0;
  private x = 0;
  private y = 0;

  constructor(
    private readonly inside: HTMLElement,
    private readonly onScroll: (x: number, y: number) => void,
  ) {}

  follow(x: number, y: number): void {
    this.x = x;
    this.y = y;
    if (!this.frame) this.frame = requestAnimationFrame(this.roll);
  }

  end(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  private readonly roll = (): void => {
    this.frame = 0;
    const holder = holderOf(this.inside);
    const { top, bottom } = holder === document.scrollingElement ? { top: 0, bottom: innerHeight } : holder.getBoundingClientRect();
    const reach = Math.min(0, this.y - top - NEAR) + Math.max(0, this.y - bottom + NEAR);
    if (!reach) return;
    const before = holder.scrollTop;
    holder.scrollTop += (FASTEST * Math.max(-NEAR, Math.min(NEAR, reach))) / NEAR;
    if (holder.scrollTop === before) return;
    this.onScroll(this.x, this.y);
    this.frame = requestAnimationFrame(this.roll);
  };
}

function holderOf(element: HTMLElement): Element {
  for (let one = element.parentElement; one; one = one.parentElement)
    if (one.scrollHeight > one.clientHeight && /auto|scroll/.test(getComputedStyle(one).overflowY)) return one;
  return document.scrollingElement ?? document.documentElement;
}
