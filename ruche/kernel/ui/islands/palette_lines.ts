/* SPDX-License-Identifier: AGPL-3.0-or-later */

export type Entry = { kind: string; label: string; detail: string; url: string; icon: string };
export type Group = { label: string; entries: Entry[] };

/** The lines of the palette: under each group's title, copies of the template with the found words marked. */
export function drawGroups(groups: Group[], words: string, template: HTMLTemplateElement): Node[] {
  const sprite = document.querySelector("use")?.getAttribute("href")?.split("#")[0] ?? "";
  return groups.flatMap(({ label, entries }, index) => {
    const title = document.createElement("li");
    title.className = "r-menu-title";
    title.role = "presentation";
    title.textContent = label;
    return [
      title,
      ...entries.map((entry, place) => drawLine(entry, words, `${sprite}#i-${entry.icon}`, template, `palette-${index}-${place}`)),
    ];
  });
}

function drawLine(entry: Entry, words: string, icon: string, template: HTMLTemplateElement, id: string): Node {
  const line = template.content.firstElementChild?.cloneNode(true) as HTMLElement;
  line.id = id;
  line.dataset.url = entry.url;
  line.dataset.kind = entry.kind;
  line.querySelector("use")?.setAttribute("href", icon);
  line.querySelector("span")?.append(...marked(entry.label, words));
  line.querySelector("small")?.append(entry.detail);
  return line;
}

const sameLetters = new Intl.Collator(undefined, { sensitivity: "base" });

/** The label with the words in a <mark>, whatever their case and accents. */
export function marked(label: string, words: string): Node[] {
  for (let start = 0; words && start + words.length <= label.length; start++) {
    const end = start + words.length;
    if (sameLetters.compare(label.slice(start, end), words) !== 0) continue;
    const mark = document.createElement("mark");
    mark.textContent = label.slice(start, end);
    return [new Text(label.slice(0, start)), mark, new Text(label.slice(end))];
  }
  return [new Text(label)];
}
