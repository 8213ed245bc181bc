/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Application, type ControllerConstructor } from "@hotwired/stimulus";

type Island = { default: ControllerConstructor };

const islands: Record<string, Island> = {
  ...import.meta.glob<Island>("../ruche/kernel/*/islands/*_controller.ts", { eager: true }),
  ...import.meta.glob<Island>("../ruche/modules/*/islands/*_controller.ts", { eager: true }),
};

/** local_time_controller.ts → local-time */
export function identifierOf(path: string): string {
  return path
    .replace(/^.*\//, "")
    .replace(/_controller\.ts$/, "")
    .replaceAll("_", "-");
}

/** Starts every island of the kernel and of the modules. */
export function start(): Application {
  const application = Application.start();
  for (const [path, island] of Object.entries(islands)) application.register(identifierOf(path), island.default);
  return application;
}
