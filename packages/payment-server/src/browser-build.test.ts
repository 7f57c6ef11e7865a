// Bundlers resolve the built package by the conditions of its `exports`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { build } from "tsup";

// The page is inside a package that depends on the server, so that imports resolve as in an
// application.
const modules = fileURLToPath(new URL("../../payment-client/node_modules/", import.meta.url));
mkdirSync(`${modules}.cache`, { recursive: true });
const folder = mkdtempSync(`${modules}.cache/page-`);

beforeAll(() =>
  writeFileSync(
    `${folder}/page.ts`,
    'import { PaymentService } from "@x/payment-server"; console.log(PaymentService);',
  ),
);
afterAll(() => rmSync(folder, { recursive: true }));

/** Bundles the page for a platform. Returns the error of the bundler, `null` if it succeeds. */
async function bundle(conditions: string[]): Promise<string | null> {
  const failed = await build({
    config: false,
    silent: true,
    entry: [`${folder}/page.ts`],
    outDir: `${folder}/dist`,
    format: ["esm"],
    platform: "browser",
    noExternal: [/.*/],
    external: [/^node:/],
    esbuildOptions: (options) => void Object.assign(options, { conditions, logLevel: "silent" }),
  }).then(
    () => null,
    (error: unknown) => error,
  );
  return failed === null ? null : String((failed as Error).message);
}

describe("[W13] a bundle that imports the server", () => {
  test("for a browser is an error that names the package to import there", async () => {
    expect(await bundle(["browser"])).toContain(
      "@x/payment-server runs on a server only; use @x/payment-client in the browser",
    );
  });

  // The conditions of wrangler, Next's edge runtime and Deno Deploy, which include `browser` too.
  test.each([
    ["workerd", "worker", "browser"],
    ["edge-light", "worker", "browser"],
    ["deno", "browser"],
    ["bun", "browser"],
  ])("for %s is built", async (...conditions) => {
    expect(await bundle(conditions)).toBeNull();
  });
});
