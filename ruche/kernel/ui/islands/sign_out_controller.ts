/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form action="/sign-out/" data-controller="sign-out" data-action="sign-out#clear"><button>Sign out</button></form> */
import { Controller } from "@hotwired/stimulus";
import { clear } from "./storage.ts";

/** Leaves nothing of the person on this browser: drafts, messages not yet sent, caches, then the session. */
export default class SignOut extends Controller<HTMLFormElement> {
  async clear(event: Event): Promise<void> {
    event.preventDefault();
    clear();
    await Promise.allSettled([this.clearCaches(), this.clearDatabases()]);
    this.element.submit();
  }

  private async clearCaches(): Promise<void> {
    const names = "caches" in window ? await caches.keys() : [];
    await Promise.all(names.map((name) => caches.delete(name)));
  }

  private async clearDatabases(): Promise<void> {
    const databases = (await indexedDB?.databases?.()) ?? [];
    for (const { name } of databases) if (name) indexedDB.deleteDatabase(name);
  }
}
