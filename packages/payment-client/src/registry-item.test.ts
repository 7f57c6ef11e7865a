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
  test("is valid by the schema, and has no field that the schema does not have", () => {
    expect(item.$schema).toBe("https://ui.shadcn.com/schema/registry-item.json");
    expect([item.name, item.type]).toEqual(["dodo-topup-button", "registry:component"]);
    expect(schemaProblems(item)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["no name", { name: undefined }, "name is missing"],
    ["a type of its own", { type: "registry:button" }, "type is no type of the registry"],
    ["a dependency that is no text", { dependencies: [1] }, "dependencies is no list of texts"],
    ["a file without a type", { files: [{ path: "a.tsx" }] }, "files[0].type"],
    [
      "a page without a target",
      { files: [{ path: "a.tsx", type: "registry:page" }] },
      "files[0].target is missing",
    ],
    ["a number in its css", { css: { a: { color: 1 } } }, "css.a.color is neither"],
    ["docs that are no text", { docs: {} }, "docs is no text"],
    ["another field", { scripts: {} }, "scripts is not in the schema"],
  ])("would not be valid with %s", (_, change, problem) => {
    expect(schemaProblems({ ...item, ...change }).join()).toContain(problem);
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

/** What the schema says about each field: the kind of its value. */
const FIELDS: Readonly<Record<string, (value: unknown, at: string) => string[]>> = {
  $schema: isText,
  name: isText,
  type: isRegistryType,
  title: isText,
  description: isText,
  author: isText,
  docs: isText,
  extends: isText,
  dependencies: areTexts,
  devDependencies: areTexts,
  registryDependencies: areTexts,
  categories: areTexts,
  files: areFiles,
  css: isCss,
  cssVars: isObject,
  tailwind: isObject,
  envVars: isObject,
  meta: isObject,
};
const TYPES = "lib block component ui hook theme page file style item example internal".split(" ");

/** Returns what is wrong with an item by the schema, a sentence for each. */
function schemaProblems(value: object): string[] {
  const given = Object.entries(value).filter(([, part]) => part !== undefined);
  const names = new Set(given.map(([name]) => name));
  return [
    ...["name", "type"].filter((name) => !names.has(name)).map((name) => `${name} is missing`),
    ...given.flatMap(([name, part]) =>
      Object.hasOwn(FIELDS, name)
        ? (FIELDS[name]?.(part, name) ?? [])
        : [`${name} is not in the schema`],
    ),
  ];
}

function isText(value: unknown, at: string): string[] {
  return typeof value === "string" ? [] : [`${at} is no text`];
}

function isObject(value: unknown, at: string): string[] {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? []
    : [`${at} is no object`];
}

function isRegistryType(value: unknown, at: string): string[] {
  const known = TYPES.map((name) => `registry:${name}`);
  return known.includes(String(value)) ? [] : [`${at} is no type of the registry`];
}

function areTexts(value: unknown, at: string): string[] {
  const are = Array.isArray(value) && value.every((part) => typeof part === "string");
  return are ? [] : [`${at} is no list of texts`];
}

/** A file has a path and a type, and one that is copied as it is has a target. */
function areFiles(value: unknown, at: string): string[] {
  if (!Array.isArray(value)) return [`${at} is no list`];
  return value.flatMap((file: Record<string, unknown>, index) => {
    const place = `${at}[${index}]`;
    const needs_target = file["type"] === "registry:page" || file["type"] === "registry:file";
    const needed = needs_target ? ["path", "target"] : ["path"];
    return [
      ...needed
        .filter((name) => file[name] === undefined)
        .map((name) => `${place}.${name} is missing`),
      ...isRegistryType(file["type"], `${place}.type`),
      ...["path", "content", "target"]
        .filter((name) => file[name] !== undefined)
        .flatMap((name) => isText(file[name], `${place}.${name}`)),
    ];
  });
}

/** A value is a text, or an object of values: rules, nested as deeply as one likes. */
function isCss(value: unknown, at: string): string[] {
  if (isObject(value, at).length > 0) return [`${at} is neither a text nor an object`];
  return Object.entries(value as object).flatMap(([name, part]: [string, unknown]) =>
    typeof part === "string" ? [] : isCss(part, `${at}.${name}`),
  );
}
