/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="typing" data-typing-topic-value="chat.channel:0199…" data-typing-reader-value="0199…" data-typing-one-value="{name} is writing"
        data-typing-two-value="{name} and {other} are writing" data-typing-many-value="Several people are writing"> */
import { Controller } from "@hotwired/stimulus";
import { type LiveEvent, live } from "../../../kernel/ui/islands/live/live.ts";

const FORGOTTEN = 6_000;
/** A sign that was on its way when the message came says nothing any more. */
const LATE = 1_000;

/** Who is writing right now, for as long as they give a sign. */
export default class Typing extends Controller<HTMLElement> {
  static override targets = ["dots", "words"];
  static override values = { topic: String, reader: String, one: String, two: String, many: String };
  declare readonly dotsTarget: HTMLElement;
  declare readonly wordsTarget: HTMLElement;
  declare readonly topicValue: string;
  declare readonly readerValue: string;
  declare readonly oneValue: string;
  declare readonly twoValue: string;
  declare readonly manyValue: string;

  private readonly writers = new Map<string, { name: string; timer: number }>();
  private readonly posted = new Map<string, number>();
  private leave?: () => void;

  override connect(): void {
    this.leave = live.subscribe(this.topicValue, null, (event) => this.hear(event));
  }

  override disconnect(): void {
    this.leave?.();
    for (const { timer } of this.writers.values()) clearTimeout(timer);
    this.writers.clear();
  }

  private hear({ type, data }: LiveEvent): void {
    if (type === "typing") for (const { id, name } of data.members as { id: string; name: string }[]) this.note(id, name);
    if (type === "message" && data.author) this.rest((data.author as { id: string }).id);
  }

  private rest(id: string): void {
    this.posted.set(id, performance.now());
    this.forget(id);
  }

  private note(id: string, name: string): void {
    if (id === this.readerValue || performance.now() - (this.posted.get(id) ?? -LATE) < LATE) return;
    clearTimeout(this.writers.get(id)?.timer);
    this.writers.set(id, { name: name.split(" ")[0] ?? name, timer: window.setTimeout(() => this.forget(id), FORGOTTEN) });
    this.write();
  }

  private forget(id: string): void {
    clearTimeout(this.writers.get(id)?.timer);
    if (this.writers.delete(id)) this.write();
  }

  private write(): void {
    const [name = "", other = ""] = [...this.writers.values()].map((writer) => writer.name);
    const sentence = ["", this.oneValue, this.twoValue][this.writers.size] ?? this.manyValue;
    this.wordsTarget.textContent = sentence.replace("{name}", name).replace("{other}", other);
    this.dotsTarget.hidden = this.writers.size === 0;
  }
}
