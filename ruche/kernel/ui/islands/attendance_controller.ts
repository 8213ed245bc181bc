/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <body data-controller="attendance"> */
import { Controller } from "@hotwired/stimulus";
import { live } from "./live/live.ts";

/** A tab out of sight for so long (ms), or in sight and not touched for so long, is one whose reader is away. */
const HIDDEN = 5 * 60_000;
const IDLE = 10 * 60_000;
const LOOK = 15_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"];

/** Tells the others whether somebody sits at this tab. */
export default class AttendanceIsland extends Controller<HTMLElement> {
  private touchedAt = Date.now();
  private hiddenAt: number | null = null;
  private look?: number;
  private listening?: AbortController;

  override connect(): void {
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const sign of SIGNS) addEventListener(sign, this.touched, { signal, passive: true, capture: true });
    document.addEventListener("visibilitychange", this.turned, { signal });
    this.look = window.setInterval(() => this.tell(), LOOK);
    this.turned();
  }

  override disconnect(): void {
    this.listening?.abort();
    clearInterval(this.look);
  }

  private readonly touched = (): void => {
    this.touchedAt = Date.now();
    if (this.hiddenAt === null) live.attend("online");
  };

  private readonly turned = (): void => {
    this.hiddenAt = document.visibilityState === "hidden" ? Date.now() : null;
    if (this.hiddenAt === null) this.touched();
  };

  private tell(): void {
    const now = Date.now();
    const isAway = (this.hiddenAt !== null && now - this.hiddenAt >= HIDDEN) || now - this.touchedAt >= IDLE;
    if (isAway) live.attend("away");
  }
}
