/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="org-chart" data-org-chart-group-url-value="…" …>: templates/people/org_chart.html. Its cards are a list, which it
   lays out on a canvas that moves and zooms; in the list view and on a phone the list stays one. */
import { Controller } from "@hotwired/stimulus";
import { Camera } from "./chart_camera.ts";
import { Finder } from "./chart_finder.ts";
import { Hand, STEP } from "./chart_hand.ts";
import { type Drawing, type Group, layOut, SHEET, type Shape, scaleOnSheet } from "./chart_layout.ts";
import { Panel } from "./chart_panel.ts";
import { Tree } from "./chart_tree.ts";

const WIDE = "(width >= 768px)";
const STEPS: Record<string, "zoomIn" | "zoomOut" | "fit"> = { "+": "zoomIn", "=": "zoomIn", "-": "zoomOut", "0": "fit" };

export default class OrgChart extends Controller<HTMLElement> {
  static override targets = ["canvas", "layer", "lines", "tree", "node", "search", "status", "names", "scale"];
  static override values = { groupUrl: String, personUrl: String, found: String, none: String };
  declare readonly canvasTarget: HTMLElement;
  declare readonly hasLayerTarget: boolean;
  declare readonly layerTarget: HTMLElement;
  declare readonly linesTarget: SVGSVGElement;
  declare readonly nodeTargets: HTMLElement[];
  declare readonly searchTarget: HTMLInputElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly namesTarget: HTMLTemplateElement;
  declare readonly hasScaleTarget: boolean;
  declare readonly scaleTarget: HTMLElement;
  declare readonly groupUrlValue: string;
  declare readonly personUrlValue: string;
  declare readonly foundValue: string;
  declare readonly noneValue: string;

  private tree?: Tree;
  private camera: Camera | undefined;
  private hand: Hand | undefined;
  private panel?: Panel;
  private finder?: Finder;
  private drawing: Drawing | undefined;
  private readonly wide = matchMedia(WIDE);
  private readonly room = new ResizeObserver(() => this.settle());

  override connect(): void {
    if (!this.hasLayerTarget) return;
    this.tree = new Tree(this.nodeTargets);
    this.finder = new Finder(this.tree, this.namesTarget);
    this.panel = new Panel({ group: this.groupUrlValue, person: this.personUrlValue }, (id) => this.mark(id));
    this.wide.addEventListener("change", this.arrange);
    this.arrange();
    this.mark(this.panel.group);
    this.room.observe(this.canvasTarget);
    addEventListener("beforeprint", this.lieDown);
    addEventListener("afterprint", this.standUp);
  }

  override disconnect(): void {
    this.room.disconnect();
    removeEventListener("beforeprint", this.lieDown);
    removeEventListener("afterprint", this.standUp);
    this.wide.removeEventListener("change", this.arrange);
    this.panel?.release();
    this.leaveCanvas();
  }

  press(event: KeyboardEvent): void {
    const node = (event.target as Element).closest<HTMLElement>(".r-node");
    if (!node || !this.tree || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step && this.camera) this[step]();
    else if (!this.walk(event.key, node)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[role="treeitem"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !link.search) return;
    if (this.panel?.follow(new URL(link.href))) event.preventDefault();
    const node = link.closest<HTMLElement>(".r-node");
    if (node) this.tree?.rove(node, false);
  }

  toggle(event: Event): void {
    const node = (event.target as Element).closest<HTMLElement>(".r-node");
    if (node) this.turn(node);
  }

  find(): void {
    const found = this.finder?.look(this.searchTarget.value) ?? [];
    const words = this.searchTarget.value.trim();
    this.statusTarget.textContent = !words ? "" : found.length ? this.foundValue.replace("{count}", String(found.length)) : this.noneValue;
    this.draw();
    if (found[0]) this.show(found[0]);
  }

  walkFound(event: KeyboardEvent): void {
    if (event.key === "Escape") this.searchTarget.value = "";
    else if (event.key !== "Enter") return;
    event.preventDefault();
    const next = event.key === "Enter" ? this.finder?.next() : undefined;
    if (next) this.show(next);
    else if (event.key === "Escape") this.find();
  }

  print(): void {
    document.querySelector<HTMLElement>("#chart-save")?.hidePopover?.();
    print();
  }

  zoomIn(): void {
    this.camera?.zoom(STEP);
  }

  zoomOut(): void {
    this.camera?.zoom(1 / STEP);
  }

  fit(): void {
    if (this.drawing) this.camera?.fit(this.drawing.width, this.drawing.height, true);
  }

  private walk(key: string, node: HTMLElement): boolean {
    const to = this.tree?.follow(key, node);
    if (to === "open" || to === "close") this.turn(node);
    else if (to) {
      this.tree?.rove(to);
      this.show(to);
    } else return key.startsWith("Arrow");
    return true;
  }

  private turn(node: HTMLElement): void {
    this.tree?.toggle(node);
    this.draw();
  }

  /** Brings a card into view, if it is not. */
  private show(node: HTMLElement): void {
    this.tree?.reveal(node);
    this.draw();
    const box = this.drawing?.boxes.get(node.dataset.id ?? "");
    if (box && this.camera) this.camera.reveal(box);
    else node.scrollIntoView({ block: "nearest" });
  }

  private readonly arrange = (): void => {
    const isCanvas = this.wide.matches && !this.element.classList.contains("is-list");
    this.element.classList.toggle("is-canvas", isCanvas);
    if (isCanvas) this.enterCanvas();
    else this.leaveCanvas();
  };

  private enterCanvas(): void {
    this.camera ??= new Camera(this.canvasTarget, this.layerTarget, () => this.tell());
    this.hand ??= new Hand(this.canvasTarget, this.camera);
    this.draw();
    if (this.drawing) this.camera.fit(this.drawing.width, this.drawing.height);
  }

  /** On paper it stays as it is drawn when one sheet holds it; otherwise it is a list in columns. */
  private readonly lieDown = (): void => {
    const scale = this.drawing ? scaleOnSheet(this.drawing) : 0;
    this.element.classList.toggle("is-sheet", scale > 0);
    if (scale > 0) this.layOnSheet(this.drawing as Drawing, scale);
    else {
      this.element.classList.remove("is-canvas");
      this.leaveCanvas();
    }
  };

  /** By zoom: pages are cut before a transform makes anything smaller. */
  private layOnSheet(drawing: Drawing, scale: number): void {
    this.camera?.stop();
    Object.assign(this.layerTarget.style, { transform: "", zoom: String(scale), left: `${(SHEET.width / scale - drawing.width) / 2}px` });
    this.canvasTarget.style.height = `${drawing.height * scale}px`;
  }

  private readonly standUp = (): void => {
    this.element.classList.remove("is-sheet");
    this.canvasTarget.style.height = "";
    Object.assign(this.layerTarget.style, { zoom: "", left: "" });
    this.arrange();
  };

  /** The panel came or went: the whole is fitted again, or what is chosen stays in view. */
  private settle(): void {
    if (!this.camera || !this.drawing) return;
    if (this.camera.isUntouched) this.camera.fit(this.drawing.width, this.drawing.height);
    const chosen = this.tree?.find(this.panel?.group ?? "");
    if (chosen) this.show(chosen);
  }

  private leaveCanvas(): void {
    this.hand?.release();
    this.camera?.stop();
    this.hand = undefined;
    this.camera = undefined;
    this.drawing = undefined;
    this.layerTarget.style.transform = "";
    for (const node of this.nodeTargets) node.removeAttribute("style");
  }

  private draw(): void {
    if (!this.camera || !this.tree) return;
    this.drawing = layOut(this.nodeTargets.map(groupOf), this.tree.closed);
    for (const node of this.nodeTargets) {
      const box = this.drawing.boxes.get(node.dataset.id ?? "");
      if (box) Object.assign(node.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
    }
    this.drawLines();
    this.tell();
  }

  private drawLines(): void {
    const { lines, width, height } = this.drawing as Drawing;
    const chosen = this.tree?.find(this.panel?.group ?? "");
    const hot = new Set(chosen ? this.tree?.pathOf(chosen).map((one) => one.dataset.id) : []);
    this.linesTarget.setAttribute("width", String(width));
    this.linesTarget.setAttribute("height", String(height));
    const drawn = lines.map((line) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", line.path);
      path.classList.toggle("is-hot", hot.has(line.to));
      return path;
    });
    this.linesTarget.replaceChildren(...drawn.sort((one, other) => Number(one.classList.length) - Number(other.classList.length)));
  }

  private mark(id: string): void {
    for (const node of this.nodeTargets) {
      const isOn = node.dataset.id === id;
      node.classList.toggle("is-on", isOn);
      node.querySelector('[role="treeitem"]')?.setAttribute("aria-selected", String(isOn));
    }
    if (this.drawing) this.drawLines();
  }

  private tell(): void {
    if (!this.camera || !this.drawing) return;
    if (this.hasScaleTarget) this.scaleTarget.textContent = `${Math.round(this.camera.scale * 100)} %`;
    this.dispatch("moved", {
      detail: { drawing: this.drawing, view: this.camera.view, centre: (x: number, y: number) => this.camera?.centre(x, y) },
    });
  }
}

function groupOf({ dataset }: HTMLElement): Group {
  return { id: dataset.id ?? "", parent: dataset.parent ?? "", shape: dataset.shape as Shape };
}
