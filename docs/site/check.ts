// `pnpm run docs:check` opens the built site in Chromium: every page without an error, every kind of
// page in light, in dark and on a small phone, without a finding of axe. It exits with 1 otherwise.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  accessibilityProblems,
  openPage,
  scrollsSideways,
  startBrowser,
  type Look,
} from "../../examples/browser/page.ts";
import { deadLinksIn, pagesIn, serveFolder } from "./built-site.ts";

/** The check opens one page of each kind, because the other pages of a kind look the same. */
const KINDS = [
  "/",
  "/overview.html",
  "/start/next.html",
  "/concepts.html",
  "/codes/",
  "/codes/underpaid/",
  "/promises.html",
  "/reference/http.html",
  "/reference/payment-server/",
  "/source/examples/next.html",
  "/playground/",
];
const LOOKS: readonly Look[] = [
  { scheme: "light" },
  { scheme: "dark" },
  { scheme: "light", width: 320 },
];

const folder = fileURLToPath(new URL("dist/site", import.meta.url));
if (!existsSync(folder)) throw new Error("there is no site yet: pnpm run docs");
const problems = deadLinksIn(folder).map((link) => `dead link: ${link}`);
const site = await serveFolder(folder);
const browser = await startBrowser();
try {
  const errors: string[] = [];
  const page = await openPage(browser, errors);
  for (const address of pagesIn(folder)) {
    await page.goto(`${site.url}${address}`, { waitUntil: "load" });
    problems.push(...errors.splice(0).map((error) => `${address}: ${error}`));
  }
  for (const look of LOOKS)
    for (const address of KINDS) problems.push(...(await problemsOf(address, look)));
  problems.push(...(await problemsOfPlayground()));
} finally {
  await browser.close();
  await site.close();
}
for (const problem of problems) console.log(problem);
console.log(`${pagesIn(folder).length} pages, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);

async function problemsOf(address: string, look: Look): Promise<string[]> {
  const found: string[] = [];
  const page = await openPage(browser, found, look);
  await page.goto(`${site.url}${address}`, { waitUntil: "networkidle0" });
  found.push(...(await accessibilityProblems(page)));
  if (await scrollsSideways(page)) found.push("scrolls sideways");
  await page.close();
  const name = `${address}, ${look.scheme}, ${look.width ?? 1280} px`;
  return found.map((problem) => `${name}: ${problem}`);
}

/** Loses a webhook in the playground and repairs it; `examples/browser` tests the rest of it. */
async function problemsOfPlayground(): Promise<string[]> {
  const found: string[] = [];
  const page = await openPage(browser, found);
  await page.goto(`${site.url}/playground/`);
  await page.waitForSelector("[data-ready]");
  await page.click("[data-press=lose]");
  await page.waitForSelector("[data-log]:not(:empty)");
  await page.click("[data-press=repair]");
  const repaired = (): boolean => document.querySelector("[data-balance]")?.textContent === "500";
  await page.waitForFunction(repaired).catch(() => found.push("it repairs nothing"));
  await page.close();
  return found.map((problem) => `the playground: ${problem}`);
}
