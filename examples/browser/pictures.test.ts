// Compares the sheets of states, pixel by pixel, with the pictures in
// packages/payment-client/states/pictures. Run with UPDATE_PICTURES=1 to replace them, and look at
// the difference before you commit it.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shippedChromium } from "./chromium.ts";
import { enlargeText, startBrowser } from "./page.ts";
import { client, FONT_LINKS, serveFolder, type Served } from "./sheets.ts";

const SHEETS = ["index", "packs"] as const;
/** Each look: the language, the scheme, the width, and what else differs. */
const LOOKS = [
  { name: "light", language: "en", look: "light", width: 1_280 },
  { name: "dark", language: "en", look: "dark", width: 1_280 },
  { name: "320", language: "en", look: "light", width: 320 },
  { name: "200-percent", language: "en", look: "light", width: 960, text: "200%", scale: 0.25 },
  { name: "forced-colours", language: "en", look: "dark", width: 1_280, forced: "active" },
  { name: "arabic", language: "ar", look: "light", width: 1_280 },
  { name: "japanese", language: "ja", look: "light", width: 1_280 },
] as const;
/** How much one pixel may differ, from 0 to 1. Edges of letters differ a little. */
const PIXEL_TOLERANCE = 0.1;
/** How many pixels may differ, in a sheet. A mark that is missing, or an edge, has more. */
const PIXELS = 12;
/** Half of the size, and sixteen steps of each colour, keep the pictures small. */
const USUAL_SCALE = 0.5;
const STEP = 17;

/** The smallest form of such a picture. */
const SMALL = { deflateLevel: 9, deflateStrategy: 0, filterType: 0, colorType: 2 } as const;

const pictures = join(client, "states/pictures");
const updates = process.env["UPDATE_PICTURES"] === "1";
const chromium = shippedChromium();
let browser: Browser;
let served: Served;

describe.skipIf(chromium === null)("every state looks as in its picture", () => {
  beforeAll(async () => {
    served = await serveFolder(client);
    browser = await startBrowser(
      ["--font-render-hinting=none", "--force-color-profile=srgb"],
      chromium ?? undefined,
    );
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  for (const sheet of SHEETS)
    test.each(LOOKS)(`${sheet}, $name`, async (look) => {
      const page = await openSheet(sheet, look);
      const shot = inSteps(PNG.sync.read(Buffer.from(await page.screenshot({ fullPage: true }))));
      await page.close();
      expect(compare(`${sheet}-${look.name}`, shot)).toEqual([]);
    });
});

async function openSheet(
  sheet: (typeof SHEETS)[number],
  look: (typeof LOOKS)[number],
): Promise<Page> {
  const page = await browser.newPage();
  const deviceScaleFactor = "scale" in look ? look.scale : USUAL_SCALE;
  await page.setViewport({ width: look.width, height: 800, deviceScaleFactor });
  const features = [
    { name: "prefers-color-scheme", value: look.look },
    { name: "prefers-reduced-motion", value: "reduce" },
    { name: "forced-colors", value: "forced" in look ? look.forced : "none" },
  ];
  // Of puppeteer's own, forced colours are none.
  await (await page.createCDPSession()).send("Emulation.setEmulatedMedia", { features });
  await page.goto(`${served.url}states/${sheet}.html?language=${look.language}&look=${look.look}`);
  await page.waitForSelector("[data-ready]");
  if ("text" in look) await enlargeText(page, look.text);
  await useFonts(page);
  return page;
}

/** Gives every text the fonts from npm, so that a picture does not depend on those of a machine. */
async function useFonts(page: Page): Promise<void> {
  await page.evaluate(async (links) => {
    for (const href of links) {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
      await new Promise((resolve) => {
        link.addEventListener("load", resolve);
        document.head.append(link);
      });
    }
    // References are in the monospace font of the system, which is named here.
    const mono = [...document.styleSheets]
      .flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule.cssText.includes("Noto Sans Mono"))
      .map(({ cssText }) => cssText.replace(/font-family: [^;]+;/, "font-family: ui-monospace;"));
    const style = document.createElement("style");
    style.textContent = `${mono.join("\n")}
      :root, h3, figcaption, h1 { font-family: "Noto Sans Variable", "Noto Sans Arabic Variable", "Noto Sans JP Variable" !important; }`;
    document.head.append(style);
    document.body.getBoundingClientRect();
    await document.fonts.ready;
  }, FONT_LINKS);
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await document.fonts.ready;
  });
}

function inSteps(picture: PNG): PNG {
  const { data } = picture;
  for (const [at, value] of data.entries()) data[at] = Math.round(value / STEP) * STEP;
  return picture;
}

/** Returns what differs, a sentence for each; nothing if the picture is the same. */
function compare(name: string, shot: PNG): string[] {
  const file = join(pictures, `${name}.png`);
  if (updates) {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(file, PNG.sync.write(shot, SMALL));
    return [];
  }
  if (!existsSync(file)) return [`${name} has no picture: run with UPDATE_PICTURES=1`];
  const known = PNG.sync.read(readFileSync(file));
  const { width, height } = shot;
  if (known.width !== width || known.height !== height)
    return [
      `${name} is ${width}×${height} and its picture ${known.width}×${known.height}; ${keep(name, shot)}`,
    ];
  const difference = new PNG({ width, height });
  const pixels = pixelmatch(known.data, shot.data, difference.data, width, height, {
    threshold: PIXEL_TOLERANCE,
  });
  if (pixels <= PIXELS) return [];
  return [
    `${name} differs in ${pixels} pixels; ${keep(name, shot)}, ${keep(`${name}-difference`, difference)}`,
  ];
}

const folder = process.env["SCREENSHOTS"] ?? mkdtempSync(join(tmpdir(), "pictures-"));

/** Writes a picture for whoever looks at a failed test, and returns its path. */
function keep(name: string, picture: PNG): string {
  const path = join(folder, `${name}.png`);
  writeFileSync(path, PNG.sync.write(picture));
  return path;
}
