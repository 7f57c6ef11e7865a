// Checks that a copied project runs on packed packages.
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Registers the test that applies to each copied project, in any runtime. */
export function testInstalled(folder: string): void {
  test("it runs on the packed packages, not on the workspace", () => {
    const installed = `${folder}/node_modules/@x/payment-server`;
    const { dependencies } = JSON.parse(readFileSync(`${installed}/package.json`, "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(Object.values(dependencies).filter((range) => range.startsWith("workspace:"))).toEqual(
      [],
    );
    expect([existsSync(`${installed}/src`), existsSync(`${installed}/dist/index.js`)]).toEqual([
      false,
      true,
    ]);
  });
}
