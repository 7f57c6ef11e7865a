// Follows docs/start/next.md from nothing, as a reader does: makes the app with `create-next-app`,
// runs the commands of the page with our packed packages in place of those of the registry, puts
// each file where its first line says, builds, starts behind the local Dodo, and buys in Chromium.
// `create-next-app` has its template in itself, so that the registry is all that it needs. Only the
// build asks for something else, the fonts of the template, which fonts.cjs answers.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packInto } from "@x/example-installed/project";
import { run, start, stop } from "@x/example-mounts/processes";
import { startPostgres } from "@x/example-postgres/server";
import { freePort } from "@x/example-shared/server";
import pg from "pg";
import { openPage, screenshot, startBrowser } from "../browser/page.ts";
import { blocksOf, filesOf } from "./page-of-docs.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const PAGE = readFileSync(`${root}docs/start/next.md`, "utf8");
type Page = Awaited<ReturnType<typeof openPage>>;

const QUIET = { CI: "true", NEXT_TELEMETRY_DISABLED: "1" } as const;

/** Follows the page, and returns one line that says what was made and bought. */
export async function tryNextPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "next-page-"));
  const shop = join(folder, "shop");
  const postgres = await startPostgres();
  try {
    await makeApp(folder);
    await install(folder, shop);
    allowTsEndings(shop);
    for (const { path, text } of filesOf(PAGE, root)) write(shop, path, text);
    const database = await makeDatabase(postgres.url);
    write(shop, ".env.local", `DATABASE_URL=${database}\n`);
    await build(folder, shop);
    const credits = await buyFrom(shop);
    const { version } = JSON.parse(
      readFileSync(join(shop, "node_modules/next/package.json"), "utf8"),
    ) as { version: string };
    return `Next ${version} by its page, from nothing: built, ${credits} credits bought`;
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes the app. The template is in the package, so nothing but the registry is needed. */
async function makeApp(folder: string): Promise<void> {
  const [, name = ""] = /npx create-next-app@latest (\w+) --yes/.exec(PAGE) ?? [];
  const manifest = createRequire(import.meta.url).resolve("create-next-app/package.json");
  // The commands of the page install everything, and a repository is not needed.
  const flags = ["--yes", "--use-npm", "--skip-install", "--disable-git"];
  await run(command(folder, [join(dirname(manifest), "dist/index.js"), name, ...flags]));
}

/** Runs the page's commands that install, with our packed packages. */
async function install(folder: string, shop: string): Promise<void> {
  const packed = packInto(folder, ["payment-server", "payment-client", "dodo-emulator"]);
  const [lines = ""] = blocksOf(PAGE, "bash");
  for (const line of lines.trim().split("\n")) {
    const [npm = "", ...args] = line.split(" ").map((word) => packed[word] ?? word);
    await run({ command: npm, args: [...args, "--no-fund", "--no-audit"], cwd: shop, env: QUIET });
  }
}

function allowTsEndings(shop: string): void {
  const path = join(shop, "tsconfig.json");
  const [, setting = ""] = /add `("\w+": true)` to `compilerOptions`/.exec(PAGE) ?? [];
  const before = readFileSync(path, "utf8");
  writeFileSync(path, before.replace('"compilerOptions": {', `"compilerOptions": { ${setting},`));
}

/** Makes the tables of the page in a schema of its own, and returns the address. */
async function makeDatabase(server: string): Promise<string> {
  const url = new URL(server);
  const schema = `next_page_${process.pid}`;
  url.searchParams.set("options", `-c search_path=${schema}`);
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`CREATE SCHEMA ${schema}; ${blocksOf(PAGE, "sql").join("\n")}`);
  await client.end();
  return url.href;
}

/** Builds the app. Next reads the tsconfig.json beside the fonts, so they are put beside the app. */
async function build(folder: string, shop: string): Promise<void> {
  const fonts = join(folder, "fonts.cjs");
  copyFileSync(new URL("fonts.cjs", import.meta.url), fonts);
  const { env, ...next } = command(shop, ["node_modules/.bin/next", "build"]);
  await run({ ...next, env: { ...env, NEXT_FONT_GOOGLE_MOCKED_RESPONSES: fonts } });
}

/** Starts the app behind the local Dodo by the page's command, built in place of `next dev`. */
async function buyFrom(shop: string): Promise<number> {
  const port = await freePort();
  const [line = ""] = blocksOf(PAGE, "bash").slice(1);
  const words = line
    .replaceAll("localhost:3000", `localhost:${port}`)
    .replace("npx next dev", `npx next start -p ${port}`)
    .replaceAll(/npx (@x\/)?/g, "node_modules/.bin/")
    .trim()
    .split(" ");
  const server = start(command(shop, words));
  try {
    await untilListening(`http://localhost:${port}/v1/payment/methods`);
    return await buyInBrowser(`http://localhost:${port}/`);
  } catch (error) {
    throw new Error(`${String(error)}\n${server.printed()}`, { cause: error });
  } finally {
    await stop(server.child);
  }
}

/** Buys the first pack as the page says, and returns the balance that the app shows. */
async function buyInBrowser(url: string): Promise<number> {
  const browser = await startBrowser();
  const problems: string[] = [];
  try {
    const page = await openPage(browser, problems);
    await page.goto(url);
    const [, script = ""] = /run `([^`]+)` in the browser's console/.exec(PAGE) ?? [];
    await page.evaluate(script);
    await page.reload();
    await follow(page, "dodo-topup-button >>>> button:not([aria-disabled=true])");
    await follow(page, ".main");
    await untilText(page, "h1", "Paid");
    await screenshot(page, "next-page-paid");
    await follow(page, ".actions a.main");
    await untilText(page, "main > p", "500 credits");
    await screenshot(page, "next-page-back");
    if (problems.length > 0) throw new Error(`The browser reports: ${problems.join("\n")}`);
    return 500;
  } finally {
    await browser.close();
  }
}

/** Clicks something that leads to another page. */
async function follow(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector);
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

async function untilText(page: Page, selector: string, text: string): Promise<void> {
  // Next streams a part of the page hidden, and shows it when it is whole.
  const says = (place: string, wanted: string): boolean => {
    const shown = document.querySelector(place);
    return shown?.textContent === wanted && shown.checkVisibility();
  };
  await page.waitForFunction(says, {}, selector, text);
}

/** Waits for a minute at most until the server answers, with any status. */
async function untilListening(url: string): Promise<void> {
  const late = AbortSignal.timeout(60_000);
  while ((await fetch(url, { signal: late }).catch(() => null)) === null) {
    if (late.aborted) throw new Error("the app did not start to listen");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Returns a command of the project, which this process's Node runs. */
function command(cwd: string, args: readonly string[]) {
  return { command: process.execPath, args, cwd, env: QUIET };
}

function write(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
