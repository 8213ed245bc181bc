/* SPDX-License-Identifier: AGPL-3.0-or-later */

export type Toast = {
  message: string;
  kind?: "ok" | "info" | "bad";
  /** An act offered beside the message; the toast then stays until it is dismissed. */
  action?: { label: string; run: () => void };
};

/** Shows a brief message (toasts_controller.ts); the server does the same with the header HX-Trigger: {"toast": {…}}. */
export function announce(toast: Toast): void {
  document.dispatchEvent(new CustomEvent<Toast>("toast", { detail: toast }));
}
