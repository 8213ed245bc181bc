/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { announce } from "../../../kernel/ui/islands/toast.ts";
import { RefusedError, sendJson } from "./messages.ts";

/** Does something with a message through the API. What the server refuses is said as it says it, and nothing changes: null. */
export async function act<Answer = object>(
  url: string,
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  unreachable: string,
  body?: object,
): Promise<Answer | null> {
  try {
    return await sendJson<Answer>(url, method, body);
  } catch (error) {
    announce({ message: (error instanceof RefusedError && error.reason) || unreachable, kind: "bad" });
    return null;
  }
}
