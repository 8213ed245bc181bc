/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="password-strength" data-password-strength-url-value="/account/password/strength/" data-action="input->password-strength#look"><input type="password" data-password-strength-target="password"> */
import { Controller } from "@hotwired/stimulus";
import { csrfToken } from "../../ui/islands/csrf.ts";

const PAUSE = 400;

/** Says while somebody types how hard their password is to guess. The server knows; nothing is kept. */
export default class PasswordStrength extends Controller<HTMLElement> {
  static override targets = ["meter", "advice"];
  static override values = { url: String };
  declare readonly meterTarget: HTMLMeterElement;
  declare readonly adviceTarget: HTMLElement;
  declare readonly urlValue: string;
  #timer = 0;
  #asked = 0;

  override disconnect(): void {
    clearTimeout(this.#timer);
  }

  look({ target }: Event): void {
    if (!(target instanceof HTMLInputElement) || target.autocomplete !== "new-password") return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(target.value), PAUSE);
  }

  async #ask(password: string): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    const email = this.element.querySelector<HTMLInputElement>('input[type="email"]')?.value ?? "";
    const name = this.element.querySelector<HTMLInputElement>('input[name="name"]')?.value ?? "";
    const answer = await fetch(this.urlValue, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
      body: new URLSearchParams({ password, email, name }),
    });
    if (!answer.ok || mine !== this.#asked) return;
    const { score, verdict, advice } = (await answer.json()) as { score: number; verdict: string; advice: string };
    this.meterTarget.hidden = password === "";
    this.meterTarget.value = score;
    this.adviceTarget.textContent = password === "" ? "" : [verdict, advice].filter(Boolean).join(" ");
  }
}
