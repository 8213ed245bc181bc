/* SPDX-License-Identifier: AGPL-3.0-or-later */

type Remembered = { channel?: string } | null;

/** How this place of the tab's history was called when the reader last saw it; it is still known after the page was loaded again. */
export function rememberTitle(channel: string): void {
  history.replaceState({ ...history.state, channel }, "");
}

export function lastTitle(): string | undefined {
  return (history.state as Remembered)?.channel;
}
