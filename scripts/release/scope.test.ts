import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGES, readManifest } from "./packed.ts";
import { renameScope } from "./rename-scope.ts";
import { isScope, SCOPE, withScope } from "./scope.ts";

const folderOf = (name: string): string =>
  new URL(`../../packages/${name}`, import.meta.url).pathname;

test("each package is in the scope that the constant names", () => {
  expect(PACKAGES.map((name) => readManifest(folderOf(name)).name)).toEqual(
    PACKAGES.map((name) => `${SCOPE}/${name}`),
  );
});

test.each([
  ['import "@x/payment-server/testing";', 'import "@acme/payment-server/testing";'],
  ["/^@x\\/payment-server$/", "/^@acme\\/payment-server$/"],
  ["registry/@x%2Fpayment-server", "registry/@acme%2Fpayment-server"],
  [".pnpm/@x+payment-server@0.1.0", ".pnpm/@acme+payment-server@0.1.0"],
  ["@x:registry=http://127.0.0.1", "@acme:registry=http://127.0.0.1"],
  ['const SCOPE = "@x";', 'const SCOPE = "@acme";'],
])("in %j the scope is renamed", (text, renamed) => {
  expect(withScope(text, "@x", "@acme")).toBe(renamed);
});

test.each(["@xata.io/client", "mail@x/y", "a@x.example", "@x is not a package", "x/payment-kit"])(
  "%j is not of the scope",
  (text) => {
    expect(withScope(text, "@x", "@acme")).toBe(text);
  },
);

test("a scope is what npm takes as one", () => {
  const texts = ["@acme", "@a-1.b_c", "acme", "@", "@Acme", "@a/b", "@-a", `@${"a".repeat(64)}`];
  expect(texts.filter(isScope)).toEqual(["@acme", "@a-1.b_c"]);
});

test("files of git are renamed, and others and those that are not text are left", () => {
  const root = mkdtempSync(join(tmpdir(), "scope-"));
  try {
    writeFileSync(join(root, "a.ts"), 'import "@x/payment-client";\n');
    writeFileSync(join(root, "image.png"), Buffer.from([0xff, ...Buffer.from('"@x/a"')]));
    writeFileSync(join(root, "same.md"), "nothing\n");
    const git = (...args: string[]) => execFileSync("git", args, { cwd: root });
    git("init", "--quiet");
    git("add", "--all");
    writeFileSync(join(root, "new.ts"), 'import "@x/payment-client";\n');
    expect(renameScope(root, "@x", "@acme")).toEqual(["a.ts"]);
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe('import "@acme/payment-client";\n');
    expect(() => renameScope(root, "@x", "acme")).toThrow("acme is not a scope of npm");
  } finally {
    rmSync(root, { recursive: true });
  }
});
