/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form data-controller="composer" data-action="submit->composer#send mention:chosen->composer#chose" data-composer-key-value="chat-0199…"
         data-composer-topic-value="chat.channel:0199…" data-composer-most-value="8000" data-composer-all-value="all"
         data-composer-too-long-value="{over} characters too long" data-composer-left-value="{left} characters left">: templates/chat/_composer.html */
import { Controller } from "@hotwired/stimulus";
import { dropDraft, keepDraft, readDraft } from "../../../kernel/ui/islands/drafts.ts";
import { live } from "../../../kernel/ui/islands/live/live.ts";
import { chosenIn, forget, remember } from "./chosen.ts";
import { loadNames, mayName, withEmoji } from "./emoji_text.ts";
import { type Mentioned, toBody } from "./mentions.ts";

/** From here on the reader sees how much room is left. */
const NEAR = 500;
/** Calls everybody in any language. */
const ALL = "all";

type Back = { written: string; people?: readonly Mentioned[] };

/** Where a message is written: it grows with its text, keeps it as a draft with the people chosen, and hands it over at Enter. */
export default class Composer extends Controller<HTMLElement> {
  static override targets = ["body", "error", "room", "submit"];
  static override values = { key: String, topic: String, most: Number, all: String, tooLong: String, left: String };
  declare readonly bodyTarget: HTMLTextAreaElement;
  declare readonly errorTarget: HTMLElement;
  declare readonly roomTarget: HTMLElement;
  declare readonly submitTarget: HTMLButtonElement;
  declare readonly keyValue: string;
  declare readonly topicValue: string;
  declare readonly mostValue: number;
  declare readonly allValue: string; // the reader's word; "" where they may not call everybody
  declare readonly tooLongValue: string;
  declare readonly leftValue: string;

  private isWaiting = false;

  override connect(): void {
    this.bodyTarget.value ||= readDraft(this.keyValue) ?? "";
    remember(this.bodyTarget, JSON.parse(readDraft(this.peopleKey) ?? "[]") as Mentioned[]);
    this.bodyTarget.required = false;
    if (isByTouch()) this.bodyTarget.enterKeyHint = "enter";
    else this.bodyTarget.focus({ preventScroll: true });
    this.measure();
  }

  changed(): void {
    keepDraft(this.keyValue, this.bodyTarget.value);
    if (this.bodyTarget.value.trim()) live.typing(this.topicValue);
    if (mayName(this.bodyTarget.value)) void loadNames();
    this.measure();
  }

  chose(): void {
    keepDraft(this.peopleKey, JSON.stringify(chosenIn(this.bodyTarget)));
  }

  press(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.key === "ArrowUp" && !this.bodyTarget.value && !isCommand && !event.shiftKey) {
      event.preventDefault();
      this.dispatch("edit-last");
    } else if (event.key === "Enter" && (isCommand || (!event.shiftKey && !isByTouch()))) {
      event.preventDefault();
      this.bodyTarget.form?.requestSubmit();
    }
  }

  /** The channel was archived, or opened again: what is typed stays. */
  stand({ detail: { state } }: CustomEvent<{ state: string }>): void {
    this.submitTarget.disabled = state !== "open";
  }

  async send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isWaiting) return;
    if (mayName(this.bodyTarget.value)) await this.waitForNames();
    const { written } = this;
    if (this.submitTarget.disabled || !written || !this.measure()) return;
    const people = chosenIn(this.bodyTarget);
    this.dispatch("send", { detail: { body: this.body, written, people } });
    this.empty();
  }

  /** Emoji that are named in the text are loaded by now, but for who is quicker; it stays in the field meanwhile. */
  private async waitForNames(): Promise<void> {
    this.isWaiting = true;
    await loadNames();
    this.isWaiting = false;
  }

  /** What could not be sent comes back, before what was begun since. */
  returned({ detail: { written, people = [] } }: CustomEvent<Back>): void {
    this.bodyTarget.value = [written, this.bodyTarget.value].filter(Boolean).join("\n");
    remember(this.bodyTarget, people);
    this.chose();
    this.changed();
    this.bodyTarget.focus();
  }

  private empty(): void {
    this.bodyTarget.value = "";
    forget(this.bodyTarget);
    dropDraft(this.keyValue);
    dropDraft(this.peopleKey);
    live.stoppedTyping(this.topicValue);
    this.measure();
    this.bodyTarget.focus();
  }

  private get peopleKey(): string {
    return `${this.keyValue}-people`;
  }

  /** The text as it is sent. Whoever may call everybody need not choose them from the list. */
  private get body(): string {
    const everybody = this.allValue ? [ALL, this.allValue].map((name) => ({ id: ALL, name })) : [];
    return toBody(this.written, [...everybody, ...chosenIn(this.bodyTarget)]);
  }

  private get written(): string {
    return withEmoji(this.bodyTarget.value.trim());
  }

  /** Whether it may be sent as it is; the height where the browser does not see to it. */
  private measure(): boolean {
    const left = this.mostValue - [...this.body].length;
    const isTooLong = left < 0;
    this.errorTarget.hidden = !isTooLong;
    this.errorTarget.textContent = isTooLong ? this.tooLongValue.replace("{over}", numbered(-left)) : "";
    this.roomTarget.textContent = !isTooLong && left <= NEAR ? this.leftValue.replace("{left}", numbered(left)) : "";
    this.element.classList.toggle("is-bad", isTooLong);
    this.bodyTarget.setAttribute("aria-invalid", String(isTooLong));
    if (!CSS.supports("field-sizing", "content")) {
      this.bodyTarget.style.height = "auto";
      this.bodyTarget.style.height = `${this.bodyTarget.scrollHeight}px`;
    }
    return !isTooLong;
  }
}

function numbered(count: number): string {
  return count.toLocaleString(document.documentElement.lang || undefined);
}

/** Where Enter is a key among others on the screen, it begins a new line. */
function isByTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
