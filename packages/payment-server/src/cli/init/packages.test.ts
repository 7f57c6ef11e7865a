import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { DATABASES, FRAMEWORKS, type Choice } from "./choice.ts";
import { missingPackages, neededPackages } from "./packages.ts";
import { planFiles } from "./plan.ts";

const templates = fileURLToPath(new URL("../../../templates/", import.meta.url));
const ALL = FRAMEWORKS.flatMap((framework) =>
  DATABASES.map((database): Choice => ({ framework, database })),
);
/** The packages whose types are in another package, and that package. */
const TYPES: Readonly<Record<string, string>> = {
  pg: "@types/pg",
  express: "@types/express",
};
/** The packages that are imported as types, and otherwise run the project. */
const RUNS_THE_PROJECT = new Set(["@sveltejs/kit"]);

/** Returns what the written files of a project import, without each other. */
function importsOf(choice: Choice): string[] {
  const texts = planFiles(choice, { has_src: false, ending: ".ts" }).map(({ template }) =>
    readFileSync(templates + template, "utf8"),
  );
  const found = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name = ""]) => name),
  );
  return [...new Set(found)].filter((name) => !name.startsWith("."));
}

/** Returns the package of an import, such as `@x/payment-server` of `@x/payment-server/testing`. */
function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

const isOfRuntime = (name: string): boolean => isBuiltin(name) || name.startsWith("bun:");

describe("[P03] init names every package of its files:", () => {
  test.each(ALL)("what is imported for $framework with $database, and nothing else", (choice) => {
    const imported = importsOf(choice).filter((name) => !isOfRuntime(name));
    expect(imported).toContain("@x/payment-server");
    const { dependencies, dev_dependencies } = neededPackages(choice);
    expect(
      [...dependencies, ...dev_dependencies.filter((name) => RUNS_THE_PROJECT.has(name))].sort(),
    ).toEqual([...new Set(imported.map(packageOf))].sort());
  });

  test.each(ALL)("the types of what has none for $framework with $database", (choice) => {
    const { dependencies, dev_dependencies } = neededPackages(choice);
    const types = dependencies.flatMap((name) => TYPES[name] ?? []);
    const of_runtime = choice.framework === "bun" ? "@types/bun" : "@types/node";
    expect(dev_dependencies).toEqual(expect.arrayContaining([of_runtime, ...types]));
    expect(new Set(dev_dependencies).size).toBe(dev_dependencies.length);
  });

  test("the command that makes Prisma's client", () => {
    const { dev_dependencies } = neededPackages({ framework: "hono", database: "prisma" });
    expect(dev_dependencies).toContain("prisma");
  });

  test("those that the project does not have", () => {
    const choice = { framework: "express", database: "drizzle" } as const;
    expect(missingPackages(choice, new Set(["express", "pg", "@types/node"]))).toEqual({
      dependencies: ["@x/payment-server", "@hono/node-server", "drizzle-orm"],
      dev_dependencies: ["@types/express", "@types/pg"],
    });
    const bun = { framework: "bun", database: "sqlite" } as const;
    expect(missingPackages(bun, new Set(["bun-types"])).dev_dependencies).toEqual([]);
  });
});
