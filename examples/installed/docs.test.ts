// Type-checks the examples of pages in docs/ that no other test runs, against the built packages.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { typeErrors } from "./type-errors.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** What each example takes from its reader's project. */
const GIVEN = `
import { createPaymentClient } from "../../../packages/payment-client/dist/index.js";
import { dodoPaymentProvider, PaymentService, type PaymentServiceOptions } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
declare const host: Pick<PaymentServiceOptions, "readTopup" | "finishTopup">;
declare const other: typeof host;
declare const options: PaymentServiceOptions;
declare const providers: PaymentServiceOptions["providers"];
declare const defineConfig: (config: { server: { proxy: Record<string, string> } }) => unknown;
declare const document: { querySelector(selector: string): { client: unknown } };
`;

const PAGES = ["accounts", "cross-origin", "it-does-not-work"];
const blocks = PAGES.flatMap((page) => {
  const text = readFileSync(`${here}../../docs/${page}.md`, "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""], at) => ({
    name: `${page}-${at + 1}`,
    code,
  }));
});

test("[P03] the examples of these pages have the types of the packages", async () => {
  expect(blocks.map(({ name }) => name)).toEqual([
    "accounts-1",
    "cross-origin-1",
    "cross-origin-2",
    "cross-origin-3",
    "it-does-not-work-1",
  ]);
  const folder = mkdtempSync(`${here}.docs-`);
  try {
    const files = blocks.map(({ name, code }) => {
      const given = code.includes("const payment =")
        ? GIVEN
        : `${GIVEN}declare const payment: PaymentService;\n`;
      writeFileSync(`${folder}/${name}.ts`, `${given}${code}`);
      return `${folder}/${name}.ts`;
    });
    const wrong = await typeErrors(here, files, {
      skipLibCheck: true,
      lib: ["es2023"],
      target: "es2023",
      module: "nodenext",
    });
    expect(wrong).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
