/* SPDX-License-Identifier: AGPL-3.0-or-later */
import type { Plugin } from "vite";

export function serviceWorker(): Plugin {
  return { name: "service-worker", apply: "build" };
}
