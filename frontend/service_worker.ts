/* SPDX-License-Identifier: AGPL-3.0-or-later */
// Served by ui/installation.py, which sets `ruche` before this script. It keeps the built files and the offline page,
// never a page or an answer that holds something about somebody.

type Facts = { version: string; offline: string; kept: string[] };
type Lifecycle = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Event & { request: Request; respondWith(answer: Promise<Response>): void };

const { ruche: facts } = self as unknown as { ruche: Facts };
const cacheName = `ruche-${facts.version}`;

async function keep(): Promise<void> {
  if (await caches.has(cacheName)) return;
  const cache = await caches.open(cacheName);
  await cache.addAll(facts.kept.map((address) => new Request(address, { credentials: "omit" })));
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((one) => one.startsWith("ruche-") && one !== cacheName).map((one) => caches.delete(one)));
}

async function offlinePage(): Promise<Response> {
  return (await caches.match(facts.offline)) ?? Response.error();
}

self.addEventListener("install", (event) => (event as Lifecycle).waitUntil(keep()));
self.addEventListener("activate", (event) => (event as Lifecycle).waitUntil(dropOthers()));
self.addEventListener("fetch", (event) => {
  const { request, respondWith } = event as Fetching;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate") {
    respondWith.call(event, fetch(request).catch(offlinePage));
    // Signing out empties every cache.
    (event as Lifecycle).waitUntil(keep().catch(() => undefined));
  } else if (facts.kept.includes(pathname)) {
    respondWith.call(
      event,
      caches.match(request).then((kept) => kept ?? fetch(request)),
    );
  }
});
