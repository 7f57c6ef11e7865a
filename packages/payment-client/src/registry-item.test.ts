// What `npx shadcn add` reads. The schema is https://ui.shadcn.com/schema/registry-item.json.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import ts from "typescript";
import { snippet } from "../test/snippets.ts";
import * as react from "./react.ts";

interface RegistryItem {
  $schema: string;
  name: string;
  type: string;
  dependencies: string[];
  files: { path: string; type: string; content: string }[];
  css: Record<string, Record<string, Record<string, string>>>;
}

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const item = JSON.parse(read("registry-item.json")) as RegistryItem;
const manifest = JSON.parse(read("package.json")) as {
  name: string;
  files: string[];
  exports: Record<string, unknown>;
};

describe("the item for a shadcn registry", () => {
  test("has the fields of the schema, and none that the schema does not have", () => {
    expect(item.$schema).toBe("https://ui.shadcn.com/schema/registry-item.json");
    expect([item.name, item.type]).toEqual(["dodo-topup-button", "registry:component"]);
    const known = ["$schema", "name", "type", "title", "description", "dependencies", "files"];
    expect(Object.keys(item)).toEqual([...known, "css", "docs"]);
    for (const { path, type } of item.files)
      expect([path.endsWith(".tsx"), type]).toEqual([true, "registry:component"]);
  });

  test("installs this package, which ships it", () => {
    expect(item.dependencies).toEqual([manifest.name]);
    expect(manifest.files).toContain("registry-item.json");
    expect(manifest.exports).toHaveProperty(["./registry-item.json"]);
  });

  test("adds a client component whose names this package exports", () => {
    const [file] = item.files;
    const source = ts.createSourceFile("a.tsx", file?.content ?? "", ts.ScriptTarget.Latest, true);
    const [directive, declaration] = source.statements;
    expect(directive?.getText()).toBe('"use client";');
    const clause =
      declaration && ts.isExportDeclaration(declaration) ? declaration.exportClause : undefined;
    const values =
      clause && ts.isNamedExports(clause)
        ? clause.elements.filter((element) => !element.isTypeOnly).map(({ name }) => name.text)
        : [];
    expect(values.toSorted()).toEqual(Object.keys(react).toSorted());
  });

  test("has the look of the README", () => {
    const rules = Object.entries(item.css["@layer components"] ?? {}).map(
      ([selector, declarations]) => {
        const lines = Object.entries(declarations).map(([name, value]) => `${name}: ${value};`);
        return `${selector} { ${lines.join(" ")} }`;
      },
    );
    const flat = (css: string): string => css.replaceAll(/\s+/g, " ").trim();
    expect(flat(rules.join(" "))).toBe(flat(snippet("shadcn.css").replace(/^.*\n/, "")));
  });
});
