/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach } from "vitest";
import { unmount } from "./mount.ts";

afterEach(async () => {
  await unmount();
  localStorage.clear();
  for (const name of document.documentElement.getAttributeNames()) document.documentElement.removeAttribute(name);
});
