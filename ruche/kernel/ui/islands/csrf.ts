/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** The token of every writing request. The cookie is fresher than the page: signing in again in another tab renews it. */
export function csrfToken(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  const prefix = `${meta?.dataset.cookie}=`;
  const kept = document.cookie.split("; ").find((one) => one.startsWith(prefix));
  return kept?.slice(prefix.length) ?? meta?.content ?? "";
}
