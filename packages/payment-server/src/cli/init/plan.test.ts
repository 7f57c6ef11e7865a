import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { choose, DATABASES, FRAMEWORKS } from "./choice.ts";
import { importEnding, planFiles, textOf, type Layout } from "./plan.ts";

const PLAIN: Layout = { has_src: false, ending: ".ts" };
const templates = fileURLToPath(new URL("../../../templates/", import.meta.url));
const ALL = FRAMEWORKS.flatMap((framework) =>
  DATABASES.map((database) => ({ framework, database })),
);

describe("the plan", () => {
  test.each(ALL)("for $framework with $database has a template for each file", (choice) => {
    const files = planFiles(choice, PLAIN);
    expect(files.filter(({ template }) => !existsSync(templates + template))).toEqual([]);
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  });

  test("uses every template", () => {
    const used = new Set(ALL.flatMap((choice) => planFiles(choice, PLAIN)).map((f) => f.template));
    const there = readdirSync(templates, { recursive: true, encoding: "utf8" })
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => /\.\w+$/.test(path));
    expect(there.filter((path) => !used.has(path))).toEqual([]);
  });

  test.each([
    ["next", false, "app/v1/payment/[...route]/route.ts", "../../../../payments/payment"],
    ["next", true, "src/app/topups/route.ts", "../../payments/topups"],
    ["sveltekit", true, "src/routes/balance/+server.ts", "../../lib/server/payments/topups"],
    ["hono", true, "src/payments/routes.ts", "./payment"],
  ] as const)("for %s, src: %s, %s imports %s", (framework, has_src, path, imported) => {
    const choice = { framework, database: "sqlite" } as const;
    const layout: Layout = { has_src, ending: "" };
    const file = planFiles(choice, layout).find((each) => each.path === path);
    if (file === undefined) throw new Error(`${path} is not planned`);
    const template = 'import { payment } from "./payment.ts";\nimport { a } from "./topups.ts";';
    expect(textOf(template, file, choice, layout)).toContain(`from "${imported}"`);
  });

  test("a test keeps the ending of its import, and names its runner and its place", () => {
    const choice = { framework: "bun", database: "postgres" } as const;
    const layout: Layout = { has_src: true, ending: "" };
    const file = planFiles(choice, layout).find(({ path }) => path.endsWith(".mjs"));
    const template =
      '// node --test payments/host.test.mjs\nimport { test } from "node:test";\nimport { createHost } from "./host.ts";';
    expect(file && textOf(template, file, choice, layout)).toBe(
      '// bun test src/payments/host.test.mjs\nimport { test } from "bun:test";\nimport { createHost } from "./host.ts";',
    );
  });
});

test.each([
  ["no tsconfig.json", null, ".ts"],
  ["allowed endings", '{ "compilerOptions": { "allowImportingTsExtensions": true } }', ".ts"],
  ["rewritten endings", '{ "rewriteRelativeImportExtensions" : true }', ".ts"],
  ["NodeNext", '{ "compilerOptions": { "module": "NodeNext" } }', ".js"],
  ["a bundler", '{ "compilerOptions": { "moduleResolution": "bundler" } }', ""],
  ["node20", '{ "compilerOptions": { "module": "node20" } }', ".js"],
  ["a comment", '{\n // "module": "NodeNext"\n}', ""],
  ["a comment behind a field", '{ "a": "//", // "module": "NodeNext"\n}', ""],
  [
    "paths that look like comments",
    '{ "paths": { "@/*": ["./src/*"] }, "module": "nodenext", "include": ["src/**/*.ts"] }',
    ".js",
  ],
])("with %s, an import ends like that", (_, tsconfig, ending) => {
  expect(importEnding(tsconfig)).toBe(ending);
});

describe("the choice", () => {
  test.each([
    [["next", "drizzle-orm", "pg"], { framework: "next", database: "drizzle" }],
    [["hono", "express", "kysely"], { framework: "express", database: "kysely" }],
    [["@sveltejs/kit", "@prisma/client"], { framework: "sveltekit", database: "prisma" }],
    [["bun-types"], { framework: "bun", database: "sqlite" }],
    [["hono", "pg"], { framework: "hono", database: "postgres" }],
  ])("of a project with %j is %j", (packages, choice) => {
    expect(choose({}, new Set(packages))).toEqual(choice);
  });

  test("of the flags goes before that of the project", () => {
    const flags = { framework: "hono", database: "sqlite" };
    expect(choose(flags, new Set(["next", "kysely"]))).toEqual(flags);
  });
});
