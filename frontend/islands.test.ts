/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { expect, test } from "vitest";
import { identifierOf } from "./islands.ts";

test("an island is named after its file", () => {
  expect(identifierOf("../ruche/kernel/ui/islands/local_time_controller.ts")).toBe("local-time");
});
