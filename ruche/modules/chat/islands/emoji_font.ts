/* SPDX-License-Identifier: AGPL-3.0-or-later */

const SIZE = 24;
/** No font has a sign for it: what is drawn instead is what "missing" looks like here. */
const NOTHING = "\u{10fffd}";

/** Whether this device draws emoji in colour; where it says nothing of what it draws, it is taken to. */
export function hasColours(): boolean {
  const brush = newBrush();
  if (!brush) return true;
  brush.fillStyle = "#ff0000";
  brush.fillRect(0, 0, SIZE, SIZE);
  const isTold = isColoured(brush);
  brush.fillStyle = "#000000";
  brush.clearRect(0, 0, SIZE, SIZE);
  brush.fillText("😀", 0, 0);
  return !isTold || isColoured(brush);
}

/** Of one sign for each version of Unicode, the versions whose signs the fonts of this device have. */
export function drawable(signs: ReadonlyMap<number, string>): ReadonlySet<number> {
  const brush = newBrush();
  if (!brush) return new Set(signs.keys());
  const missing = picture(brush, NOTHING);
  const found = [...signs].filter(([, sign]) => picture(brush, sign) !== missing && !isInParts(brush, sign)).map(([version]) => version);
  return new Set(found);
}

function newBrush(): CanvasRenderingContext2D | null {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  if (!brush) return null;
  brush.font = `${SIZE - 6}px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif`;
  brush.textBaseline = "top";
  return brush;
}

function isColoured(brush: CanvasRenderingContext2D): boolean {
  const { data } = brush.getImageData(0, 0, SIZE, SIZE);
  for (let at = 0; at < data.length; at += 4) {
    const pixel = data.subarray(at, at + 3);
    if (Math.max(...pixel) - Math.min(...pixel) > 60) return true;
  }
  return false;
}

function picture(brush: CanvasRenderingContext2D, sign: string): string {
  brush.clearRect(0, 0, SIZE, SIZE);
  brush.fillText(sign, 0, 0);
  return brush.getImageData(0, 0, SIZE, SIZE).data.join();
}

/** A joined sign that the font does not know is drawn as its parts, side by side. */
function isInParts(brush: CanvasRenderingContext2D, sign: string): boolean {
  return sign.includes("\u200d") && brush.measureText(sign).width > 1.5 * brush.measureText("😀").width;
}
