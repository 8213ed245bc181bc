// SPDX-License-Identifier: AGPL-3.0-or-later
// Lighthouse on the pages of a running demonstration, the median of five: bin/bench lighthouse.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const ADDRESS = process.env.RUCHE_BENCH_ADDRESS ?? "http://localhost:8000";
const PASSWORD = process.env.RUCHE_DEMO_PASSWORD ?? "ruche-demo-2026";
const RUNS = Number(process.env.RUNS ?? 5);
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const PAGES = {
  "sign-in": "/account/sign-in/",
  home: "/o/atelier-sarcelle/",
  channel: "/o/atelier-sarcelle/chat/",
  members: "/o/atelier-sarcelle/settings/members/",
};

const cookiesOf = (answer) => answer.headers.getSetCookie().map((one) => one.split(";")[0]);

async function signIn() {
  const page = await fetch(`${ADDRESS}/account/sign-in/`);
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, login: "nora@ruche.example", password: PASSWORD });
  const headers = { Cookie: cookiesOf(page).join("; "), Referer: `${ADDRESS}/account/sign-in/`, Origin: ADDRESS };
  const answer = await fetch(`${ADDRESS}/account/sign-in/`, { method: "POST", body, headers, redirect: "manual" });
  if (answer.status !== 302) throw new Error(`Signing in answered ${answer.status}.`);
  return cookiesOf(answer).join("; ");
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const cookie = await signIn();
const userDataDir = mkdtempSync(join(tmpdir(), "ruche-lighthouse-"));
const chrome = await launch({
  chromePath: "/usr/bin/chromium-headless-shell",
  userDataDir,
  chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
try {
  console.log(["page", ...CATEGORIES].join("\t"));
  for (const [name, path] of Object.entries(PAGES)) {
    const scores = Object.fromEntries(CATEGORIES.map((category) => [category, []]));
    const failed = new Set();
    for (let run = 0; run < RUNS; run++) {
      const extraHeaders = name === "sign-in" ? {} : { Cookie: cookie };
      const { lhr } = await lighthouse(ADDRESS + path, { port: chrome.port, onlyCategories: CATEGORIES, extraHeaders, logLevel: "error" });
      for (const category of CATEGORIES) scores[category].push(Math.round(lhr.categories[category].score * 100));
      for (const category of CATEGORIES)
        for (const { id, weight } of lhr.categories[category].auditRefs)
          if (weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9) failed.add(`${id} ${lhr.audits[id].displayValue ?? ""}`);
    }
    console.log([name, ...CATEGORIES.map((category) => median(scores[category]))].join("\t"));
    for (const audit of failed) console.log(`\t${audit}`);
  }
} finally {
  await chrome.kill();
}
