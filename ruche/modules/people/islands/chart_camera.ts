/* SPDX-License-Identifier: AGPL-3.0-or-later */

const SMALLEST = 0.1;
const LARGEST = 2;
const REST = 160; // ms without a move, after which the text is drawn sharply again
const TOLD = 100; // ms: what follows a move (the map, the scale) is painted anew, which costs more than the move itself
const READABLE = 0.6;

/** What part of a large layer a canvas shows: moved and enlarged by one CSS transform, drawn once per picture of the page. */
export class Camera {
  x = 0;
  y = 0;
  scale = 1;
  isUntouched = true;
  private turn = 0;
  private rest = 0;
  private toldAt = 0;

  constructor(
    private readonly canvas: HTMLElement,
    private readonly layer: HTMLElement,
    private readonly moved: () => void,
  ) {}

  /** All of it when it stays readable so; otherwise its top, in the middle. */
  fit(width: number, height: number, isWhole = false): void {
    const whole = Math.min(1, this.canvas.clientWidth / width, this.canvas.clientHeight / height);
    const along = Math.min(1, this.canvas.clientWidth / width);
    this.scale = clamp(isWhole ? whole : Math.max(Math.min(along, Math.max(whole, READABLE)), READABLE));
    this.x = (this.canvas.clientWidth - width * this.scale) / 2;
    this.y = 0;
    this.isUntouched = true;
    this.show();
  }

  zoom(factor: number, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2): void {
    this.isUntouched = false;
    const scale = clamp(this.scale * factor);
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.show();
  }

  pan(x: number, y: number): void {
    this.isUntouched = false;
    this.x += x;
    this.y += y;
    this.show();
  }

  /** Puts a point of the layer into the middle. */
  centre(x: number, y: number): void {
    this.isUntouched = false;
    this.x = this.canvas.clientWidth / 2 - x * this.scale;
    this.y = this.canvas.clientHeight / 2 - y * this.scale;
    this.show();
  }

  /** Moves only if something is not wholly seen. */
  reveal(box: { x: number; y: number; width: number; height: number }): void {
    const { x, y, width, height } = this.view;
    const isSeen = box.x >= x && box.y >= y && box.x + box.width <= x + width && box.y + box.height <= y + height;
    if (!isSeen) this.centre(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** What is seen, in the layer's own measure. */
  get view(): { x: number; y: number; width: number; height: number } {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    return { x: -this.x / this.scale, y: -this.y / this.scale, width: width / this.scale, height: height / this.scale };
  }

  stop(): void {
    cancelAnimationFrame(this.turn);
    clearTimeout(this.rest);
  }

  private show(): void {
    this.turn ||= requestAnimationFrame((now) => {
      this.turn = 0;
      this.layer.classList.add("is-moving");
      this.layer.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
      if (now - this.toldAt >= TOLD) this.tell(now);
      clearTimeout(this.rest);
      this.rest = window.setTimeout(() => this.settle(), REST);
    });
  }

  private settle(): void {
    this.layer.classList.remove("is-moving");
    this.tell(performance.now());
  }

  private tell(now: number): void {
    this.toldAt = now;
    this.moved();
  }
}

function clamp(scale: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, scale));
}
