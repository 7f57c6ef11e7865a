// One browser for a test file, and pages that note down what went wrong in them.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { findChromium, flags } from "./chromium.ts";

/** How a page is looked at. */
export interface Look {
  scheme?: "light" | "dark";
  width?: number;
  height?: number;
  /** Root font size, as a buyer sets it in the browser. */
  text?: "100%" | "200%";
}

/** `more`: flags besides those of every test. */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  const { path, env } = findChromium();
  return await puppeteer.launch({
    executablePath: path,
    env,
    args: [...flags, ...more],
    headless: "shell",
  });
}

/** Opens a tab; blocked resources, console errors and exceptions end up in `problems`. */
export async function openPage(
  browser: Browser,
  problems: string[],
  { scheme = "light", width = 1280, height = 900 }: Look = {},
): Promise<Page> {
  const page = await browser.newPage();
  page.on(
    "console",
    (message) => void (["error", "warn"].includes(message.type()) && problems.push(message.text())),
  );
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.evaluateOnNewDocument(() => {
    addEventListener("securitypolicyviolation", (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  return page;
}

/** Enlarges the text as the browser's own setting does. */
export async function enlargeText(page: Page, text: "100%" | "200%"): Promise<void> {
  await page.evaluate((size) => {
    document.documentElement.style.fontSize = size;
  }, text);
}

/** What axe finds, one line per rule, WCAG 2.2 AA and best practices. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // In a world of its own, so that the page's policy need not let it in.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    async () =>
      await (globalThis as unknown as { axe: { run(): Promise<axe.AxeResults> } }).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

/** Whether the page has to be scrolled sideways. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}

/** Controls smaller than 44 by 44 CSS pixels; links inside a sentence may be. */
export async function smallTargets(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const controls = [
      ...document.querySelectorAll(
        "button, a, select, input:not([type=radio]):not([type=hidden]), label:has([type=radio])",
      ),
    ];
    const small = controls.filter((control) => {
      const { width, height } = control.getBoundingClientRect();
      return width > 0 && (width < 44 || height < 43.5);
    });
    return small.map(
      (control) =>
        `${control.outerHTML.slice(0, 80)} ${Math.round(control.getBoundingClientRect().width)}×${Math.round(control.getBoundingClientRect().height)}`,
    );
  });
}

const folder = process.env["SCREENSHOTS"] ?? mkdtempSync(join(tmpdir(), "screenshots-"));

/** Keeps a picture of the whole page outside the repository; SCREENSHOTS says where. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const path = join(folder, `${name}.png`) as `${string}.png`;
  await page.screenshot({ path, fullPage: true });
  return path;
}
