/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="notification-reading" data-notification-reading-url-value="/api/v1/o/a/notifications/">
     <a href="…" data-notification="0199…" data-action="click->notification-reading#read">: notifications/_line.html */
import { Controller } from "@hotwired/stimulus";
import { csrfToken } from "../../ui/islands/csrf.ts";

/** Following a notification reads it, while the browser is already on its way. */
export default class NotificationReading extends Controller<HTMLElement> {
  static override values = { url: String };
  declare readonly urlValue: string;

  read({ currentTarget }: Event): void {
    const line = currentTarget as HTMLElement;
    if (!line.dataset.notification || !line.classList.contains("is-new")) return;
    line.classList.remove("is-new");
    void fetch(`${this.urlValue}${line.dataset.notification}/reading/`, {
      method: "PUT",
      keepalive: true,
      headers: { "X-CSRFToken": csrfToken() },
    }).catch(() => line.classList.add("is-new"));
  }
}
