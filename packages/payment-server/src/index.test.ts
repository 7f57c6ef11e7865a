import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

describe("importing the server's entry", () => {
  interface Probe {
    at_import: string[];
    reads: string[];
    at_methods: string[];
    at_check: string[];
  }
  const probe = JSON.parse(
    execFileSync(process.execPath, ["--no-warnings", path("../test/import-probe.ts")], {
      encoding: "utf8",
    }),
  ) as Probe;
  const packageOf = (url: string): string =>
    /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ??
    url.replace(/^.*\/src\/.*$/, "our own");

  test("loads neither the provider's SDK nor a database nor anything of one runtime", () => {
    expect(probe.at_import.length).toBeGreaterThan(20);
    expect([...new Set(probe.at_import.map(packageOf))].sort()).toEqual([
      "@stablelib/base64",
      "fast-sha256",
      "our own",
      "standardwebhooks",
      "valibot",
    ]);
  });

  test("loads what deliveries need, and nothing of pages, administration or Dodo's API", () => {
    const loaded = probe.at_import.map((url) => url.replace(/.*\/src\//, ""));
    expect(loaded).toEqual(expect.arrayContaining(["http/webhook.ts", "core/credit.ts"]));
    const later = loaded.filter((file) =>
      /^(on-demand|http\/(openapi|redirect|checkout|payments|events|inspection|schemas|unknown-path)|pages\/(result|page|style)|pages\/words\/(catalogue|en|ar)|core\/(drift|reconcile|release|checkout)|explanations|providers\/dodo\/(account|api|checkout|product))/.test(
        file,
      ),
    );
    expect(later).toEqual([]);
  });

  test("still loads none of it for the list of methods", () => {
    expect(probe.at_methods).toEqual([]);
  });

  test("reads no global of a runtime", () => {
    expect(probe.reads).toEqual([]);
  });

  test("the SDK is loaded by the first call to the provider, not before", () => {
    expect(probe.at_check.map(packageOf)).toContain("dodopayments");
  });
});
