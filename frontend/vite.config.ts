/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { emojiNames } from "./plugins/emoji_names.ts";
import { iconSprite } from "./plugins/icon_sprite.ts";
import { precompress } from "./plugins/precompress.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig(({ mode }) => ({
  root,
  base: "./",
  publicDir: false,
  plugins: [tailwindcss(), iconSprite(root), emojiNames(root), mode === "production" && precompress()],
  build: {
    outDir: "ruche/kernel/ui/static/ui/build",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome125", "firefox128", "safari18"],
    // Fonts and icons are files of their own: the content security policy allows no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { main: "frontend/main.ts", service_worker: "frontend/service_worker.ts" } },
  },
}));
