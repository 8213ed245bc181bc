/* SPDX-License-Identifier: AGPL-3.0-or-later */
// The frames of docs/api/live.md.

export type LiveEvent = { topic: string; type: string; data: Record<string, unknown> };

export type ClientFrame =
  | { subscribe: string; after: number | null }
  | { unsubscribe: string }
  | { typing: string }
  | { presence: Attendance };

/** What a tab says of its reader. */
export type Attendance = "online" | "away";

/** connecting: the first time, or again · online · offline: waiting to try again · signed-out: the session is over */
export type State = "connecting" | "online" | "offline" | "signed-out";

export const PROTOCOL = "ruche.json.v1";
export const EXPIRED = 4401;
export const FOREIGN_ORIGIN = 4403;

export function revisionOf(event: LiveEvent): number | undefined {
  const { revision } = event.data;
  return typeof revision === "number" ? revision : undefined;
}
