/* SPDX-License-Identifier: AGPL-3.0-or-later */

const SIZE = 24;
/** No font has a sign for it: what is drawn instead is what "missing" looks like here. */
const NOTHING = "\u{10fffd}";

/** Of one sign for each version of Unicode, the versions whose signs the fonts of this device have. */
export function drawable(signs: ReadonlyMap<number, string>): ReadonlySet<number> {
  const brush = document.createElement("canvas").getContext?.("2d", { willReadFrequently: true });
  if (!brush) return new Set(signs.keys());
  brush.canvas.width = brush.canvas.height = SIZE;
  brush.font = `${SIZE - 6}px sans-serif`;
  brush.textBaseline = "top";
  const missing = picture(brush, NOTHING);
  const found = [...signs].filter(([, sign]) => picture(brush, sign) !== missing && !isInParts(brush, sign)).map(([version]) => version);
  return new Set(found);
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
