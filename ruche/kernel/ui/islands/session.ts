/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { exchangeTicket, SignedOutError } from "./live/ticket.ts";
import { read, write } from "./storage.ts";

/** Who is signed in on this browser, for its other tabs: signing out empties the place. */
const PLACE = "ruche:person";
/** Changes with each page of somebody signed in: tabs whose session ended look whether it is theirs again. */
export const SIGNED_IN = "ruche:signed-in";

function person(): string {
  return document.documentElement.dataset.person ?? "";
}

/** Called once on each page: it was made for whoever is signed in now. */
export function claimSession(): void {
  if (!person()) return;
  write(PLACE, person());
  write(SIGNED_IN, String(Date.now()));
}

/** Somebody signed out in another tab, or somebody else signed in: nothing may be sent in the name of this page's person. */
export function isOver(): boolean {
  return person() !== "" && read(PLACE) !== person();
}

/** Asks the server. True when the session is this page's person's (again); throws when it is out of reach. */
export async function isOursAgain(): Promise<boolean> {
  try {
    await exchangeTicket();
  } catch (error) {
    if (error instanceof SignedOutError) return false;
    throw error;
  }
  claimSession();
  return true;
}

/** The page, with all that was typed, stays behind the question. */
export function askToSignIn(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#signed-out");
  if (dialog && !dialog.open) dialog.showModal();
}
