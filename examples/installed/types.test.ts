// The published types need the types of a runtime, such as `@types/node`, and not those of a page.
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const packages = fileURLToPath(new URL("../../packages/", import.meta.url));

/** Type-checks an entry as a project without the DOM does, and returns the errors. */
function errorsOf(entry: string): string[] {
  const program = ts.createProgram([packages + entry], {
    lib: ["lib.es2023.d.ts"],
    types: ["node"],
    typeRoots: [fileURLToPath(new URL("../../node_modules/@types", import.meta.url))],
    skipLibCheck: false,
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test.each([
  "payment-client/dist/index.d.ts",
  "payment-server/dist/index.d.ts",
  "payment-server/dist/testing/index.d.ts",
  "payment-server/dist/storage/sqlite.d.ts",
  "payment-server/dist/storage/postgres.d.ts",
  "payment-server/dist/storage/d1.d.ts",
  "dodo-emulator/dist/index.d.ts",
])("[F38] %s type-checks without the DOM, with `skipLibCheck` off", (entry) => {
  expect(errorsOf(entry)).toEqual([]);
});
