/* SPDX-License-Identifier: AGPL-3.0-or-later */
import type { Camera } from "./chart_camera.ts";

const STEP = 1.2;
const NUDGE = 6; // px before a press is a move

/** Moves a camera by pointer, wheel and pinch. A press that hardly moves stays a press. */
export class Hand {
  private readonly down = new Map<number, { x: number; y: number }>();
  private apart = 0;
  private isMoving = false;

  constructor(
    private readonly canvas: HTMLElement,
    private readonly camera: Camera,
  ) {
    canvas.addEventListener("wheel", this.roll, { passive: false });
    canvas.addEventListener("pointerdown", this.press);
    canvas.addEventListener("pointermove", this.move);
    canvas.addEventListener("pointerup", this.lift);
    canvas.addEventListener("pointercancel", this.lift);
    canvas.addEventListener("click", this.swallow, true);
  }

  release(): void {
    this.canvas.removeEventListener("wheel", this.roll);
    this.canvas.removeEventListener("pointerdown", this.press);
    this.canvas.removeEventListener("pointermove", this.move);
    this.canvas.removeEventListener("pointerup", this.lift);
    this.canvas.removeEventListener("pointercancel", this.lift);
    this.canvas.removeEventListener("click", this.swallow, true);
  }

  private readonly roll = (event: WheelEvent): void => {
    event.preventDefault();
    const { left, top } = this.canvas.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) this.camera.zoom(Math.exp(-event.deltaY / 200), event.clientX - left, event.clientY - top);
    else this.camera.pan(-(event.shiftKey ? event.deltaY : event.deltaX), -(event.shiftKey ? 0 : event.deltaY));
  };

  private readonly press = (event: PointerEvent): void => {
    if (event.button !== 0 || (event.target as Element).closest("button, input, .l-mini, .l-zoom")) return;
    this.down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.apart = this.distance();
    this.isMoving = false;
  };

  private readonly move = (event: PointerEvent): void => {
    const before = this.down.get(event.pointerId);
    if (!before) return;
    const [x, y] = [event.clientX - before.x, event.clientY - before.y];
    if (!this.isMoving && Math.hypot(x, y) < NUDGE) return;
    if (!this.isMoving) this.canvas.setPointerCapture(event.pointerId);
    this.isMoving = true;
    this.down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.down.size === 1) this.camera.pan(x, y);
    else this.pinch();
  };

  private pinch(): void {
    const apart = this.distance();
    const [one, other] = [...this.down.values()];
    if (!one || !other) return;
    const { left, top } = this.canvas.getBoundingClientRect();
    if (this.apart > 0) this.camera.zoom(apart / this.apart, (one.x + other.x) / 2 - left, (one.y + other.y) / 2 - top);
    this.apart = apart;
  }

  private readonly lift = (event: PointerEvent): void => {
    this.down.delete(event.pointerId);
    this.apart = this.distance();
  };

  /** The click that ends a move opens nothing. */
  private readonly swallow = (event: MouseEvent): void => {
    if (!this.isMoving) return;
    this.isMoving = false;
    event.preventDefault();
    event.stopPropagation();
  };

  private distance(): number {
    const [one, other] = [...this.down.values()];
    return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  }
}

export { STEP };
