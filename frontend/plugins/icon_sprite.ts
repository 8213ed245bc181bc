/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const SOURCES = "ruche/**/*.{html,py,ts}";
// {% icon "hash" %}, icon="hash" in a manifest or an include, icon: "hash" in an island, and the comment "icons: hash lock".
const NAMED = /\bicon\s*[=:]?\s*["']([a-z0-9-]+)["']/g;
const LISTED = /\bicons: ([a-z0-9 -]+)/g;

/** The names of the icons that templates, manifests and islands use, sorted. */
export function namesIn(source: string): string[] {
  const named = [...source.matchAll(NAMED)].map(([, name]) => name ?? "");
  const listed = [...source.matchAll(LISTED)].flatMap(([, names]) => (names ?? "").trim().split(/ +/));
  return [...new Set([...named, ...listed])].sort();
}

/** A lucide file as a symbol: its shapes only, colour and stroke come from the stylesheet. */
export function symbolFrom(name: string, svg: string): string {
  const shapes = svg.replace(/<!--.*?-->/gs, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  return `<symbol id="i-${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
}

/** One file with every icon in use, read from the lucide-static package. An unknown name stops the build. */
export function iconSprite(root: string): Plugin {
  return {
    name: "icon-sprite",
    apply: "build",
    generateBundle() {
      const sources = globSync(SOURCES, { cwd: root, exclude: ["**/tests/**", "**/*.test.ts"] });
      const names = namesIn(sources.map((path) => readFileSync(join(root, path), "utf8")).join("\n"));
      const symbols = names.map((name) =>
        symbolFrom(name, readFileSync(join(root, `node_modules/lucide-static/icons/${name}.svg`), "utf8")),
      );
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: "icons.svg",
        source: `<!-- Lucide, ISC licence, https://lucide.dev/license --><svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>`,
      });
    },
  };
}
