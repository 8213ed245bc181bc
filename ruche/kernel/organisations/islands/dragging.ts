/* SPDX-License-Identifier: AGPL-3.0-or-later */

const FAR_ENOUGH = 6;

/** A press that becomes a drag once the pointer has gone a few pixels, until it is let go. */
export class Dragging {
  isUnderWay = false;

  constructor(
    private readonly start: { clientX: number; clientY: number },
    private readonly moved: (x: number, y: number) => void,
    private readonly ended: (isDropped: boolean) => void,
  ) {
    for (const [name, listener] of this.listeners) window.addEventListener(name, listener);
    window.addEventListener("keydown", this.leave);
  }

  end(): void {
    for (const [name, listener] of this.listeners) window.removeEventListener(name, listener);
    window.removeEventListener("keydown", this.leave);
  }

  private readonly follow = ({ clientX, clientY }: PointerEvent): void => {
    this.isUnderWay ||= Math.hypot(clientX - this.start.clientX, clientY - this.start.clientY) >= FAR_ENOUGH;
    if (this.isUnderWay) this.moved(clientX, clientY);
  };

  /** Wherever the focus is while one drags. */
  private readonly leave = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.ended(false);
  };

  private readonly drop = (): void => this.ended(this.isUnderWay);

  private readonly cancel = (): void => this.ended(false);

  private get listeners(): ["pointermove" | "pointerup" | "pointercancel", (event: PointerEvent) => void][] {
    return [
      ["pointermove", this.follow],
      ["pointerup", this.drop],
      ["pointercancel", this.cancel],
    ];
  }
}
