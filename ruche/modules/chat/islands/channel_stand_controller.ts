/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="channel-stand" data-channel-stand-state-value="open" data-action="unread-counts:now@document->channel-stand#change">:
   templates/chat/_bar.html */
import { Controller } from "@hotwired/stimulus";
import { rememberTitle } from "./last_title.ts";

type Stand = { state: "open" | "visited" | "archived" | "gone"; title: string; topic: string };

/** The page's channel was renamed, archived, opened again, joined elsewhere, or is no longer the reader's. What is being typed stays. */
export default class ChannelStand extends Controller<HTMLElement> {
  static override targets = ["name", "topic", "archived"];
  static override values = { state: String, title: String };
  declare readonly nameTarget: HTMLElement;
  declare readonly topicTarget: HTMLElement;
  declare readonly hasTopicTarget: boolean;
  declare readonly archivedTargets: HTMLElement[];
  declare stateValue: string;
  declare titleValue: string;

  override connect(): void {
    rememberTitle(this.titleValue);
  }

  change({ detail }: CustomEvent<Stand>): void {
    // The page that is loaded says why it cannot be read.
    if (detail.state === "gone") location.reload();
    else this.show(detail);
  }

  private show({ state, title, topic }: Stand): void {
    for (const part of this.archivedTargets) part.hidden = state !== "archived";
    const isForeign = state === "visited" || this.stateValue === "visited";
    if (this.stateValue !== state && (isForeign || state === "open")) location.reload(); // for the composer, or the way in
    this.stateValue = state;
    if (title) this.rename(title, topic);
  }

  private rename(title: string, topic: string): void {
    document.title = document.title.replace(this.titleValue, title);
    this.titleValue = title;
    rememberTitle(title);
    this.nameTarget.textContent = title;
    if (this.hasTopicTarget) this.topicTarget.textContent = topic;
  }
}
