// `pnpm run picture` buys in the demo's shop and writes what a buyer sees (the button, the checkout,
// the balance) as one picture, light and dark, into docs/images.
import { fileURLToPath } from "node:url";
import type { Page } from "puppeteer-core";
import { createDodoEmulator } from "@x/dodo-emulator";
import { startShop } from "../../examples/node/start.ts";
import { openPage, startBrowser } from "../../examples/browser/page.ts";

const [width, height] = [420, 560];
const browser = await startBrowser();
try {
  for (const scheme of ["light", "dark"] as const) await compose(await buyIn(scheme), scheme);
} finally {
  await browser.close();
}

/** Buys in a shop that nobody has bought in before. */
async function buyIn(scheme: "light" | "dark"): Promise<string[]> {
  const dodo = createDodoEmulator({ business_name: "Your shop" });
  await dodo.listen();
  const shop = await startShop({ ...dodo.env, DATABASE: ":memory:" });
  dodo.webhook_url = `${shop.url}/v1/payment/webhook`;
  const page = await openPage(browser, [], { scheme, width, height });
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  try {
    return await buy(page, shop.url);
  } finally {
    await shop.stop();
    await dodo.close();
  }
}

/** Buys the middle pack, and returns the three pictures on the way. */
async function buy(page: Page, url: string): Promise<string[]> {
  await page.goto(url, { waitUntil: "networkidle0" });
  const shots = [await shot(page)];
  await page.click("#pack-medium");
  await page.waitForSelector("button.main");
  shots.push(await shot(page));
  await page.click("button.main");
  await page.waitForSelector("#grown:not(:empty)", { timeout: 120_000 });
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  shots.push(await shot(page));
  await page.close();
  return shots;
}

async function shot(page: Page): Promise<string> {
  const png = await page.screenshot({ encoding: "base64" });
  return `data:image/png;base64,${png}`;
}

/** Puts the pictures beside each other. */
async function compose(shots: readonly string[], scheme: "light" | "dark"): Promise<void> {
  const gap = 24;
  const page = await openPage(browser, [], {
    width: shots.length * width + (shots.length + 1) * gap,
    height: height + 2 * gap,
  });
  const line = scheme === "light" ? "#d0d7de" : "#3d444d";
  const images = shots.map((src) => `<img src="${src}" width="${width}" height="${height}">`);
  await page.setContent(
    `<style>body{margin:${gap}px;display:flex;gap:${gap}px}img{border:1px solid ${line};border-radius:12px;box-sizing:border-box}</style>${images.join("")}`,
  );
  const path = fileURLToPath(new URL(`../images/first-look-${scheme}.webp`, import.meta.url));
  await page.screenshot({
    path: path,
    type: "webp",
    quality: 82,
    omitBackground: true,
  });
  await page.close();
}
