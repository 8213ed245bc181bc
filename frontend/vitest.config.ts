/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { emojiNames } from "./plugins/emoji_names.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  plugins: [emojiNames(root)],
  test: {
    environment: "happy-dom",
    pool: "vmThreads",
    include: ["ruche/**/islands/**/*.test.ts", "frontend/**/*.test.ts"],
    setupFiles: ["frontend/testing/set_up.ts"],
    restoreMocks: true,
  },
});
