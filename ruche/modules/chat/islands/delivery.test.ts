/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settled } from "../../../../frontend/testing/mount.ts";
import { claimSession } from "../../../kernel/ui/islands/session.ts";
import { type Change, Delivery } from "./delivery.ts";

let delivery: Delivery;
let tabs: Delivery[];
const answers: (() => Response | Promise<Response>)[] = [];
const sent: string[] = [];
const changes: string[] = [];
const unsent: number[] = [];

function hear(event: Event): void {
  const { pending, state } = (event as CustomEvent<Change>).detail;
  changes.push(`${pending.body} ${state}`);
}
const count = (event: Event): number => unsent.push((event as CustomEvent<{ count: number }>).detail.count);

function open(): Delivery {
  const tab = new Delivery();
  tabs.push(tab);
  tab.start();
  return tab;
}

async function write(body: string, channel = "general"): Promise<void> {
  delivery.add({ channel, url: `/${channel}/`, title: channel, body, written: body, people: [] });
  await settled();
  await settled();
}

function refused(status: number, reason = "", headers: HeadersInit = {}): () => Response {
  return () => Response.json({ code: "x", message: reason, fields: {} }, { status, headers });
}

function unreachable(): Response {
  throw new TypeError("Failed to fetch");
}

beforeEach(() => {
  answers.length = sent.length = changes.length = unsent.length = 0;
  tabs = [];
  Object.assign(document.documentElement.dataset, { person: "nora", organisation: "atelier" });
  claimSession();
  document.body.innerHTML = '<dialog id="signed-out"></dialog>';
  vi.stubGlobal("fetch", async (url: string, options: { body?: string }) => {
    if (options.body) sent.push(`${url} ${JSON.parse(options.body).body}`);
    return (answers.shift() ?? (() => Response.json({ id: "m" }, { status: 201 })))();
  });
  document.addEventListener("outbox:change", hear);
  document.addEventListener("unsent", count);
  delivery = open();
});

afterEach(() => {
  for (const tab of tabs) tab.stop();
  document.removeEventListener("outbox:change", hear);
  document.removeEventListener("unsent", count);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("what was written in any channel leaves, whatever the page shows", async () => {
  answers.push(unreachable, unreachable, unreachable);
  await write("One", "board");
  await write("Two", "general");
  sent.length = 0;
  dispatchEvent(new Event("online"));
  await settled();
  expect(sent.sort()).toEqual(["/board/ One", "/general/ Two"]);
  expect(delivery.outbox.all).toEqual([]);
  expect(unsent).toContain(2);
  expect(unsent.at(-1)).toBe(0);
});

test("all that waits in a channel says so, not only the first", async () => {
  answers.push(unreachable, unreachable, unreachable);
  await write("One");
  await write("Two");
  expect(changes.slice(changes.indexOf("Two sending"))).toContain("Two waiting");
});

test("written while another is on its way, it leaves right after it", async () => {
  let arrive: (answer: Response) => void = () => undefined;
  answers.push(() => new Promise<Response>((resolve) => (arrive = resolve)));
  await write("One");
  await write("Two");
  expect(sent).toEqual(["/general/ One"]);
  arrive(Response.json({ id: "m" }, { status: 201 }));
  await settled();
  expect(sent).toEqual(["/general/ One", "/general/ Two"]);
});

test("what may be arriving at this moment cannot be taken back; what waits can", async () => {
  let fail: (reason: Error) => void = () => undefined;
  answers.push(() => new Promise<Response>((_, reject) => (fail = reject)));
  await write("one");
  const [pending] = delivery.outbox.all;
  expect(delivery.takeBack(pending?.clientId ?? "")).toBeUndefined();
  fail(new TypeError("Failed to fetch"));
  await settled();
  await settled();
  expect(delivery.takeBack(pending?.clientId ?? "")?.body).toBe("one");
  expect(delivery.outbox.all).toEqual([]);
});

test("a pause that the server asks for is kept, whoever asks", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const turn = () => vi.advanceTimersByTimeAsync(1);
  answers.push(refused(429, "Too many messages at once.", { "Retry-After": "20" }));
  delivery.add({ channel: "general", url: "/general/", title: "general", body: "One", written: "One", people: [] });
  await turn();
  dispatchEvent(new Event("online"));
  await turn();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(sent).toEqual(["/general/ One"]);
  expect(changes.at(-1)).toBe("One waiting");
  await vi.advanceTimersByTimeAsync(5_500);
  expect(sent).toEqual(["/general/ One", "/general/ One"]);
  expect(delivery.outbox.all).toEqual([]);
});

test("a session that ended asks to sign in, keeps all, and goes on by itself afterwards", async () => {
  const ask = vi.spyOn(HTMLDialogElement.prototype, "showModal");
  answers.push(refused(401, "Sign in."));
  await write("One");
  expect(ask).toHaveBeenCalledOnce();
  expect(changes.at(-1)).toBe("One waiting");
  expect(delivery.outbox.all).toHaveLength(1);
  dispatchEvent(new StorageEvent("storage", { key: "ruche:person", newValue: "nora" }));
  await settled();
  expect(delivery.outbox.all).toEqual([]);
});

test("nothing leaves in the name of whoever signed in since", async () => {
  localStorage.setItem("ruche:person", "theo");
  answers.push(() => Response.json({ ticket: "t", person: "theo" }));
  await write("One");
  expect(sent).toEqual([]);
  expect(delivery.outbox.all).toHaveLength(1);
});

test("of two tabs one sends; the other hears of it", async () => {
  const holders: string[] = [];
  let line = Promise.resolve();
  vi.stubGlobal("navigator", {
    locks: {
      request: (name: string, act: () => Promise<void>) => {
        line = line.then(() => {
          holders.push(name);
          return act();
        });
        return line;
      },
    },
  });
  const other = open();
  delivery.add({ channel: "general", url: "/general/", title: "general", body: "One", written: "One", people: [] });
  other.flush();
  await settled();
  await settled();
  expect(holders).toEqual(["ruche:outbox:general", "ruche:outbox:general"]);
  expect(sent).toEqual(["/general/ One"]);
});

test("a tab draws what another one wrote, and forgets what it took back", async () => {
  answers.push(unreachable);
  await write("One");
  const pending = delivery.outbox.all[0];
  const key = Object.keys(localStorage).find((name) => name.includes("outbox")) ?? "";
  const hearing = (change: object) => dispatchEvent(new StorageEvent("storage", { key, newValue: JSON.stringify(change) }));
  answers.push(unreachable);
  hearing({ ...pending, reason: "No." });
  hearing({ ...pending, isTakenBack: true });
  expect(changes).toContain("One failed");
  expect(changes).toContain("One gone");
});

test("a browser that keeps nothing sends all the same, and says so", async () => {
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => unreachable(), removeItem: () => undefined });
  claimSession();
  expect(delivery.add({ channel: "general", url: "/general/", title: "general", body: "One", written: "One", people: [] })).toBe(false);
  await settled();
  expect(sent).toEqual(["/general/ One"]);
});
