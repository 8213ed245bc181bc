/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** What this browser keeps for us. Full or forbidden, it is kept as long as this page is open, and nothing fails. */

const unkept = new Map<string, string>();

export function read(name: string): string | null {
  return unkept.get(name) ?? attempt(() => localStorage.getItem(name), null);
}

/** False when it is only kept until the page is closed. */
export function write(name: string, value: string): boolean {
  const isKept = attempt(() => {
    localStorage.setItem(name, value);
    return true;
  }, false);
  if (isKept) unkept.delete(name);
  else unkept.set(name, value);
  return isKept;
}

export function remove(name: string): void {
  unkept.delete(name);
  attempt(() => localStorage.removeItem(name), undefined);
}

export function names(prefix: string): string[] {
  const kept = attempt(() => Object.keys(localStorage), []);
  return [...new Set([...kept, ...unkept.keys()])].filter((name) => name.startsWith(prefix));
}

export function clear(): void {
  unkept.clear();
  attempt(() => localStorage.clear(), undefined);
  attempt(() => sessionStorage.clear(), undefined);
}

function attempt<Kind>(act: () => Kind, otherwise: Kind): Kind {
  try {
    return act();
  } catch {
    return otherwise;
  }
}
