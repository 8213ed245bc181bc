/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** What is chosen on the chart, beside it: a group or a person. The address holds it; back closes it first. */
export class Panel {
  group: string;
  private readonly panel = document.getElementById("chart-panel") as HTMLElement;
  private asked = 0;
  private origin: HTMLElement | null = null;

  constructor(
    private readonly urls: { group: string; person: string },
    private readonly chosen: (group: string) => void,
  ) {
    this.group = new URL(location.href).searchParams.get("group") ?? "";
    this.panel.addEventListener("click", this.press);
    addEventListener("popstate", this.comeBack);
    addEventListener("keydown", this.escape);
  }

  release(): void {
    this.panel.removeEventListener("click", this.press);
    removeEventListener("popstate", this.comeBack);
    removeEventListener("keydown", this.escape);
  }

  /** Shows what an address names; false when it names neither a group nor a person. */
  follow(address: URL): boolean {
    const [group, person] = [address.searchParams.get("group"), address.searchParams.get("person")];
    if (!group && !person) return false;
    this.origin = document.activeElement as HTMLElement | null;
    history.pushState(null, "", address.search);
    void this.read(group, person);
    return true;
  }

  private async read(group: string | null, person: string | null): Promise<void> {
    this.asked += 1;
    const turn = this.asked;
    this.group = group ?? "";
    this.chosen(this.group);
    if (!group && !person) {
      this.panel.hidden = true;
      return;
    }
    const [url, id] = group ? [this.urls.group, group] : [this.urls.person, person ?? ""];
    const on = new URL(location.href).searchParams.get("on");
    const address = url.replace("00000000-0000-0000-0000-000000000000", id) + (on ? `?on=${on}` : "");
    try {
      const answer = await fetch(address);
      if (turn !== this.asked) return;
      if (!answer.ok) return location.reload();
      this.panel.innerHTML = await answer.text();
      this.panel.hidden = false;
    } catch {
      if (turn === this.asked) location.reload();
    }
  }

  private readonly press = (event: MouseEvent): void => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.hasAttribute("data-org-chart-close")) this.close();
    else if (link.dataset.orgChartGroup) this.turnTo("group", link.dataset.orgChartGroup);
    else if (link.dataset.orgChartPerson) this.turnTo("person", link.dataset.orgChartPerson);
    else return;
    event.preventDefault();
  };

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !this.panel.hidden && this.panel.contains(document.activeElement)) this.close();
  };

  private readonly comeBack = (): void => {
    const { searchParams } = new URL(location.href);
    void this.read(searchParams.get("group"), searchParams.get("person"));
  };

  private turnTo(kind: "group" | "person", id: string): void {
    const address = this.bare();
    address.searchParams.set(kind, id);
    this.follow(address);
  }

  private close(): void {
    history.pushState(null, "", this.bare().href);
    void this.read(null, null);
    this.origin?.focus();
  }

  /** The address without what is chosen. */
  private bare(): URL {
    const address = new URL(location.href);
    address.searchParams.delete("group");
    address.searchParams.delete("person");
    return address;
  }
}
