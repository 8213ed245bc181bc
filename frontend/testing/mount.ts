/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Application, type ControllerConstructor } from "@hotwired/stimulus";

let application: Application | undefined;

/** Puts HTML in the page and starts the islands it names: mount('<p data-controller="copy">…', { copy: Copy }). */
export async function mount(html: string, islands: Record<string, ControllerConstructor>): Promise<void> {
  document.body.innerHTML = html;
  application = Application.start();
  for (const [identifier, island] of Object.entries(islands)) application.register(identifier, island);
  await settled();
}

/** Waits until Stimulus has seen the last change of the page. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

/** The one element that matches, or an error that names the selector. */
export function find<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
  const found = document.querySelector<Kind>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

/** Types a key on an element, or on the page. */
export function press(key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

/** Empties the page; the islands see it go. */
export async function unmount(): Promise<void> {
  document.body.innerHTML = "";
  await settled();
  application?.stop();
  application = undefined;
}
