// The skills in the packages: their form, as installers read it, and their examples.
import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { typeErrors } from "../../examples/installed/type-errors.ts";
import { PACKAGES } from "./packed.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Skill {
  /** The folder of the package below `packages`. */
  name: string;
  path: string;
  text: string;
}

const SKILLS = PACKAGES.flatMap((name): Skill[] =>
  globSync(`packages/${name}/skills/*/SKILL.md`, { cwd: root }).map((path) => ({
    name,
    path: path.replaceAll("\\", "/"),
    text: read(path),
  })),
);

/** Returns the fenced blocks of TypeScript by the file name in their first line. */
function blocksOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^```tsx?\n(\/\/ (\S+)\n[\s\S]*?)^```$/gm)].map(
      ([, code = "", name = ""]) => [name, code],
    ),
  );
}

/** Blocks that a page shows and tests: the skill has them word for word. */
const SHOWN: Readonly<Record<string, string>> = {
  "server.ts": "docs/start/frameworks.md",
  "transactional-sqlite.ts": "packages/payment-server/README.md",
  "next-page.tsx": "packages/payment-client/README.md",
  "hook.tsx": "packages/payment-client/README.md",
};

/** What the examples of each package take from their reader's project. */
const GIVEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "payment-server": {
    "host.ts": read("docs/host/node-sqlite.ts"),
    "given.d.ts": `declare const shop: { readTopup(topup_id: string): import("@x/payment-server").Topup | null };
      declare function sessionOf(request: Request): { user_id: string } | null;`,
  },
  "dodo-emulator": {
    "shop.ts": `import { createHandler } from "../test/handlers.ts";
      const shop = createHandler();
      export const handler = shop.handle;
      export const balanceOf = (_user_id: string): number => shop.balance();`,
  },
};

test("[P03] each package has one skill", () => {
  expect(SKILLS.map(({ name }) => name)).toEqual(PACKAGES);
});

describe.each(SKILLS)("$path", ({ name, path, text }) => {
  const [, head = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const blocks = blocksOf(text);

  test("has the head that installers read: the name of its folder, and when to use it", () => {
    const { name: named, description, license } = parse(head) as Record<string, string>;
    expect(named).toBe(path.split("/").at(-2));
    expect(named).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(named?.length).toBeLessThanOrEqual(64);
    expect(description?.length).toBeLessThanOrEqual(1_024);
    expect(description).toMatch(/\bUse when\b/);
    expect(license).toBe("MIT");
  });

  test("is short, and names the mistakes to avoid", () => {
    expect(body.split("\n").length).toBeLessThan(150);
    const [, mistakes = ""] = /## Mistakes to avoid\n\n([\s\S]*?)(?:\n## |$)/.exec(body) ?? [];
    expect(mistakes.match(/^- /gm)?.length).toBeGreaterThanOrEqual(7);
  });

  test("shows blocks that have a name, and those of a README word for word", () => {
    expect(text.match(/^```tsx?$/gm)?.length).toBe(blocks.size);
    for (const [block, code] of blocks) {
      const page = SHOWN[block];
      if (page !== undefined) expect(read(page)).toContain(code);
    }
  });

  test("[P03] has examples with the types of the packages, and its tests pass", async () => {
    const folder = mkdtempSync(join(root, "packages", name, ".snippets-"));
    try {
      for (const [file, code] of [...Object.entries(GIVEN[name] ?? {}), ...blocks])
        writeFileSync(join(folder, file), code);
      expect(await errorsIn(folder)).toEqual([]);
      const tests = [...blocks.keys()].filter((file) => file.endsWith(".test.ts"));
      for (const file of tests) {
        const args = ["--no-warnings", "--test", "--test-reporter=tap", file];
        const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
        expect(stdout).toMatch(/^# pass 1$/m);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Type-checks the files of a folder, which lies in a package and so finds what it depends on. */
async function errorsIn(folder: string): Promise<string[]> {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const errors = await typeErrors(folder, files, {
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    jsx: "react-jsx",
    lib: ["es2023", "esnext.disposable", "dom"],
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
  });
  // The sources of the package are checked with its own options.
  return errors.filter((error) => error.startsWith("error") || error.includes(basename(folder)));
}
