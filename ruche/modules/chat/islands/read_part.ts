/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** A part of a page, as the server writes it; null when it refuses or is out of reach. */
export async function readPart(url: string): Promise<DocumentFragment | null> {
  try {
    const answer = await fetch(url);
    return answer.ok ? document.createRange().createContextualFragment(await answer.text()) : null;
  } catch {
    return null;
  }
}
