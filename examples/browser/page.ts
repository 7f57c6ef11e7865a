// Starts one browser for a test file, and opens pages that record their errors.
import { join } from "node:path";
import axe from "axe-core";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { type Chromium, findChromium, flags } from "./chromium.ts";

/** The conditions under which a page is shown. */
export interface Look {
  scheme?: "light" | "dark";
  width?: number;
  height?: number;
  /** Root font size, as a buyer sets it in the browser. */
  text?: "100%" | "200%";
}

/** Starts the browser. `more` are flags in addition to those of every test. */
export async function startBrowser(
  more: readonly string[] = [],
  { path, env }: Chromium = findChromium(),
): Promise<Browser> {
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
  // By itself half a minute, which can be over where something else keeps both cores busy.
  page.setDefaultTimeout(120_000);
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

/** Returns the findings of axe, one line per rule, for WCAG 2.2 AA and best practices. */
export async function accessibilityProblems(page: Page, contrast = true): Promise<string[]> {
  const options: axe.RunOptions = {
    resultTypes: ["violations"],
    preload: false,
    rules: { "color-contrast": { enabled: contrast } },
  };
  const { violations } = await onOneDocument(async () => {
    // axe runs in an isolated world, which the page's policy does not restrict.
    await page.evaluate(axe.source);
    return await page.evaluate(
      async (run_options) =>
        await (
          globalThis as unknown as {
            axe: { run(options: axe.RunOptions): Promise<axe.AxeResults> };
          }
        ).axe.run(run_options),
      options,
    );
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

/**
 * Reads something from a page that reloads itself every few seconds, as a waiting page does. On a
 * busy machine the page may reload between two steps of `read`, which then runs again on the new
 * document. Any other error is thrown.
 */
export async function onOneDocument<Result>(read: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (attempt === 10 || !/context was destroyed|reading 'run'/.test(String(error))) throw error;
    }
  }
}

/** Returns whether the page scrolls sideways. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}

/**
 * Returns the controls that are smaller than 44 by 44 CSS pixels, also in shadow trees. The area
 * around a small button, drawn by its `::after`, belongs to it.
 */
export async function smallTargets(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const within = (root: ParentNode): Element[] =>
      [...root.querySelectorAll("*")].flatMap((element) => [
        element,
        ...(element.shadowRoot ? within(element.shadowRoot) : []),
      ]);
    const controls = within(document).filter((element) =>
      element.matches(
        "button, a, select, input:not([type=radio]):not([type=hidden]):not(.field *), label:has([type=radio]), .field",
      ),
    );
    return controls.flatMap((control) => {
      const box = control.getBoundingClientRect();
      const around = Number.parseFloat(getComputedStyle(control, "::after").height) || 0;
      const [width, height] = [box.width, Math.max(box.height, around)].map(Math.round);
      if (!width || !height || (width >= 44 && height >= 44)) return [];
      return [`${control.outerHTML.slice(0, 80)} ${width}×${height}`];
    });
  });
}

/** The folder for screenshots; without it none are taken. */
const FOLDER = process.env["SCREENSHOTS"];

/** Saves a screenshot of the whole page in the folder that SCREENSHOTS names, if it is set. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return;
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true });
}
