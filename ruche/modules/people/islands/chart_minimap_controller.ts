/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="chart-minimap"><svg data-chart-minimap-target="map"></svg></div>: templates/people/org_chart.html */
import { Controller } from "@hotwired/stimulus";
import type { Drawing } from "./chart_layout.ts";

type Moved = { drawing: Drawing; view: { x: number; y: number; width: number; height: number }; centre: (x: number, y: number) => void };

const SVG = "http://www.w3.org/2000/svg";

/** The whole chart in small, and the part of it that is seen; a press goes there. */
export default class ChartMinimap extends Controller<HTMLElement> {
  static override targets = ["map"];
  declare readonly mapTarget: SVGSVGElement;

  private drawn?: Drawing;
  private frame?: SVGRectElement;
  private centre?: Moved["centre"];

  draw({ detail }: CustomEvent<Moved>): void {
    const { drawing, view, centre } = detail;
    this.centre = centre;
    if (drawing !== this.drawn) this.drawAll(drawing);
    const isWhole = view.x <= 0 && view.y <= 0 && view.x + view.width >= drawing.width && view.y + view.height >= drawing.height;
    this.element.classList.toggle("is-whole", isWhole);
    place(this.frame as SVGRectElement, view);
  }

  go(event: PointerEvent): void {
    if (event.buttons !== 1 || !this.drawn) return;
    event.preventDefault();
    const { left, top, width } = this.mapTarget.getBoundingClientRect();
    const scale = this.drawn.width / width;
    this.centre?.((event.clientX - left) * scale, (event.clientY - top) * scale);
  }

  private drawAll(drawing: Drawing): void {
    this.drawn = drawing;
    this.mapTarget.setAttribute("viewBox", `0 0 ${drawing.width} ${drawing.height}`);
    this.frame = document.createElementNS(SVG, "rect");
    this.frame.classList.add("is-view");
    const cards = [...drawing.boxes.values()].map((box) => place(document.createElementNS(SVG, "rect"), box));
    this.mapTarget.replaceChildren(...cards, this.frame);
  }
}

function place(rect: SVGRectElement, box: { x: number; y: number; width: number; height: number }): SVGRectElement {
  for (const name of ["x", "y", "width", "height"] as const) rect.setAttribute(name, String(box[name]));
  return rect;
}
