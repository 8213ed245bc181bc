/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="toasts" data-action="toast@document->toasts#show"> <template data-toasts-target="template">…</template> </div> */
import { Controller } from "@hotwired/stimulus";
import type { Toast } from "./toast.ts";

// icons: circle-check info circle-alert
const ICONS = { ok: "circle-check", info: "info", bad: "circle-alert" };
const READING_TIME = 6000;

/** Brief messages at the foot of the page. They go by themselves, unless they are errors or offer an act. */
export default class Toasts extends Controller<HTMLElement> {
  static override targets = ["template", "toast"];
  declare readonly templateTarget: HTMLTemplateElement;

  toastTargetConnected(toast: HTMLElement): void {
    if (!toast.querySelector("button:not([hidden])")) setTimeout(() => toast.remove(), READING_TIME);
  }

  show({ detail }: CustomEvent<Toast>): void {
    const toast = this.templateTarget.content.firstElementChild?.cloneNode(true) as HTMLElement;
    const kind = detail.kind ?? "ok";
    toast.classList.toggle(`is-${kind}`, kind !== "ok");
    toast.setAttribute("role", kind === "bad" ? "alert" : "status");
    const use = toast.querySelector("use");
    use?.setAttribute("href", (use.getAttribute("href") ?? "").replace(/#.*/, `#i-${ICONS[kind]}`));
    const [text, act, close] = [...toast.querySelectorAll<HTMLElement>("span, button")];
    if (text) text.textContent = detail.message;
    if (act && detail.action) this.offer(act, detail.action);
    if (close) close.hidden = kind !== "bad" && !detail.action;
    this.element.append(toast);
  }

  dismiss(event: Event): void {
    (event.currentTarget as HTMLElement).closest(".r-toast")?.remove();
  }

  private offer(button: HTMLElement, { label, run }: NonNullable<Toast["action"]>): void {
    button.textContent = label;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.closest(".r-toast")?.remove();
      run();
    });
  }
}
