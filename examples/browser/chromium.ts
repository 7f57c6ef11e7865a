// A Chromium for the browser tests without any manual step: CHROME_PATH, an installed one, or the
// one from npm.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

/**
 * The folder for the Chromium from npm. It is not the system's temporary folder, because other
 * users share that.
 */
const cache = fileURLToPath(new URL("node_modules/.cache/chromium/", import.meta.url));
const names = [
  "google-chrome-stable",
  "google-chrome",
  "chromium",
  "chromium-browser",
  "chromium-headless-shell",
];
const fixed = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The program to start, and its variables. */
export interface Chromium {
  path: string;
  env: Record<string, string | undefined>;
}

/**
 * Finds a Chromium, or unpacks the one from npm (Linux on x64). Throws with the fix if there is
 * none.
 */
export function findChromium(): Chromium {
  const path = process.env["CHROME_PATH"] || installed();
  if (path !== undefined) return { path, env: process.env };
  const found = shipped();
  if (found === null)
    throw new Error("no Chromium for this machine: install Chrome or Chromium, or set CHROME_PATH");
  return found;
}

/**
 * Returns the flags for tests: no background work, and no sandbox where it cannot work (as root,
 * and in most CI containers).
 */
export const flags: readonly string[] = [
  ...(process.getuid?.() === 0 || process.env["CI"] ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/**
 * Returns the Chromium from npm, or `null` on another machine than Linux on x64. Pictures are
 * compared in this one, because another version draws text a little differently.
 */
export function shippedChromium(): Chromium | null {
  return shipped();
}

function installed(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...fixed].find((path) => existsSync(path));
}

function shipped(): Chromium | null {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const bin = fileURLToPath(new URL("../bin/", import.meta.resolve("@sparticuz/chromium")));
  const path = join(cache, "chromium");
  if (!existsSync(path)) unpackOnce(join(bin, "chromium.br"), path);
  if (!existsSync(join(cache, "fonts"))) untar(join(bin, "fonts.tar.br"));
  const env: Chromium["env"] = {
    ...process.env,
    FONTCONFIG_PATH: process.env["FONTCONFIG_PATH"] ?? join(cache, "fonts"),
  };
  if (lacksLibraries(path)) {
    untar(join(bin, "al2023.tar.br"));
    env["LD_LIBRARY_PATH"] = [join(cache, "lib"), env["LD_LIBRARY_PATH"]]
      .filter((part) => part !== undefined)
      .join(":");
  }
  return { path, env };
}

/**
 * Writes to another name and renames the file, so that a parallel test run never starts an
 * incomplete one.
 */
function unpackOnce(from: string, to: string): void {
  mkdirSync(cache, { recursive: true });
  const part = `${to}.${process.pid}`;
  writeFileSync(part, brotliDecompressSync(readFileSync(from)), { mode: 0o755 });
  renameSync(part, to);
}

function untar(archive: string): void {
  const { status, stderr } = spawnSync("tar", ["-x", "-C", cache], {
    input: brotliDecompressSync(readFileSync(archive)),
  });
  if (status !== 0) throw new Error(`tar could not unpack ${archive}: ${String(stderr)}`);
}

/** Returns whether libnss3 and related libraries are missing; the package contains them. */
function lacksLibraries(path: string): boolean {
  return spawnSync("ldd", [path], { encoding: "utf8" }).stdout.includes("not found");
}
