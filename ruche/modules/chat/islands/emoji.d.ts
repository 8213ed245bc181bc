/* SPDX-License-Identifier: AGPL-3.0-or-later */
// Made by frontend/plugins/emoji_names.ts.
declare module "virtual:emoji/*" {
  const rows: import("../../../../frontend/plugins/emoji_names.ts").EmojiRow[];
  export default rows;
}
