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

test.each([
  "payment-client/dist/index.d.ts",
  "payment-server/dist/index.d.ts",
  "payment-server/dist/testing/index.d.ts",
  "payment-server/dist/storage/sqlite.d.ts",
  "payment-server/dist/storage/postgres.d.ts",
  "payment-server/dist/storage/d1.d.ts",
  "dodo-emulator/dist/index.d.ts",
])("[F38] %s type-checks without the DOM, with `skipLibCheck` off", async (entry) => {
  expect(await typeErrors(root, [packages + entry], WITHOUT_DOM)).toEqual([]);
});
