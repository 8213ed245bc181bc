/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <body data-controller="requests" data-requests-failed-value="…" data-requests-unread-value="…" data-requests-unreachable-value="…" data-requests-retry-value="…"> */
import { Controller } from "@hotwired/stimulus";
import { csrfToken } from "./csrf.ts";
import { announce } from "./toast.ts";

type Exchange = {
  sourceElement: HTMLElement;
  sourceEvent: Event;
  request: { headers: Record<string, string>; method?: string };
  response?: { status: number };
  hx?: Record<string, string>;
};
type ExchangeEvent = CustomEvent<{ ctx?: Exchange }>;

/** What every htmx request shares: the token, the errors, the session that ended. Nothing typed is ever lost. */
export default class Requests extends Controller<HTMLElement> {
  static override values = { failed: String, unread: String, unreachable: String, retry: String };
  declare readonly failedValue: string;
  declare readonly unreadValue: string;
  declare readonly unreachableValue: string;
  declare readonly retryValue: string;

  private readonly listeners: Record<string, (event: ExchangeEvent) => void> = {
    "htmx:config:request": (event) => this.sign(event),
    "htmx:before:response": (event) => this.askToSignIn(event),
    "htmx:response:error": (event) => this.tellFailure(event),
    "htmx:error": (event) => this.tellUnreachable(event),
    "htmx:after:swap": (event) => this.showFirstError(event),
  };

  override connect(): void {
    for (const [name, listener] of Object.entries(this.listeners)) this.element.addEventListener(name, listener as EventListener);
    this.element.addEventListener("submit", renew, { capture: true });
    focusFirstError(this.element);
  }

  override disconnect(): void {
    for (const [name, listener] of Object.entries(this.listeners)) this.element.removeEventListener(name, listener as EventListener);
    this.element.removeEventListener("submit", renew, { capture: true });
  }

  private sign({ detail }: ExchangeEvent): void {
    if (detail.ctx) detail.ctx.request.headers["X-CSRFToken"] = csrfToken();
  }

  private askToSignIn(event: ExchangeEvent): void {
    if (event.detail.ctx?.response?.status !== 401) return;
    event.preventDefault();
    document.querySelector<HTMLDialogElement>("#signed-out")?.showModal();
  }

  private tellFailure({ detail: { ctx } }: ExchangeEvent): void {
    const isExplained = ctx?.response?.status === 422 || ctx?.hx?.trigger?.includes("toast");
    if (ctx && !isExplained) this.offerRetry(ctx.request?.method === "GET" ? this.unreadValue : this.failedValue, ctx);
  }

  private tellUnreachable({ detail: { ctx } }: ExchangeEvent): void {
    if (!ctx || ctx.response) return;
    this.dispatch("unreachable", { target: document.documentElement });
    this.offerRetry(this.unreachableValue, ctx);
  }

  private offerRetry(message: string, { sourceElement, sourceEvent }: Exchange): void {
    const run = (): void => {
      if (sourceElement instanceof HTMLFormElement) sourceElement.requestSubmit();
      else sourceElement.dispatchEvent(new Event(sourceEvent.type, { bubbles: true, cancelable: true }));
    };
    announce({ message, kind: "bad", action: { label: this.retryValue, run } });
  }

  private showFirstError({ detail: { ctx } }: ExchangeEvent): void {
    if (ctx?.response?.status === 422) focusFirstError(document.body);
  }
}

/** A form sent as a whole page carries its token as a field; signing in again meanwhile made it stale. */
function renew({ target }: Event): void {
  const field = (target as HTMLFormElement).querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]');
  if (field) field.value = csrfToken();
}

function focusFirstError(within: HTMLElement): void {
  within.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
