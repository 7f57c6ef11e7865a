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

  test("does not load the OpenAPI document", () => {
    const loaded = probe.at_import.filter((url) => url.includes("/openapi/"));
    expect(loaded.map((url) => url.replace(/.*\//, ""))).toEqual(["route.ts"]);
  });

  test("reads no global of a runtime", () => {
    expect(probe.reads).toEqual([]);
  });

  test("the SDK is loaded by the first call to the provider, not before", () => {
    expect(probe.at_methods.filter((url) => packageOf(url) === "dodopayments")).toEqual([]);
    expect(probe.at_check.map(packageOf)).toContain("dodopayments");
  });
});
