// The published types need the types of a runtime, such as `@types/node`, and not those of a page.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { typeErrors } from "./type-errors.ts";

const packages = fileURLToPath(new URL("../../packages/", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
/** The options of a project without the DOM. */
const WITHOUT_DOM = {
  lib: ["es2023"],
  skipLibCheck: false,
  target: "es2023",
  module: "nodenext",
};

const ENTRIES = [
  "payment-client/dist/index.d.ts",
  "payment-server/dist/index.d.ts",
  "payment-server/dist/testing/index.d.ts",
  "payment-server/dist/storage/sqlite.d.ts",
  "payment-server/dist/storage/postgres.d.ts",
  "payment-server/dist/storage/d1.d.ts",
  "dodo-emulator/dist/index.d.ts",
];

test.each(ENTRIES)(
  "[F38] %s type-checks without the DOM, with `skipLibCheck` off",
  async (entry) => {
    expect(await typeErrors(root, [packages + entry], WITHOUT_DOM)).toEqual([]);
  },
);

test("[F38] all of them type-check with TypeScript 6 too", async () => {
  const files = ENTRIES.map((entry) => packages + entry);
  expect(await typeErrors(root, files, WITHOUT_DOM, "typescript")).toEqual([]);
});

test("[F38] an entry for pages has errors there, so that the checks above can fail", async () => {
  const files = [`${packages}payment-client/dist/element.d.ts`];
  for (const compiler of ["typescript", "typescript-7"] as const)
    expect(await typeErrors(root, files, WITHOUT_DOM, compiler)).not.toEqual([]);
});
