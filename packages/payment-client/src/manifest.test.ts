// Editors and catalogues learn about the element from custom-elements.json.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Kind } from "../test/element-kinds.ts";

type Described = { name: string; privacy?: string; fieldName?: string };
interface Manifest {
  modules: {
    path: string;
    declarations: (Record<Kind, Described[]> & { tagName: string })[];
    exports: { kind: string; name: string }[];
  }[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const committed = readFileSync(join(root, "custom-elements.json"), "utf8");
const source = readFileSync(join(root, "src/element.ts"), "utf8");
const { modules } = JSON.parse(committed) as Manifest;
const [element] = modules[0]?.declarations ?? [];
let folder: string;

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "manifest-"))));
afterAll(() => rmSync(folder, { recursive: true }));

test("the committed manifest matches the source; if not, run `pnpm --filter @x/payment-client run manifest`", () => {
  const analyzer = fileURLToPath(
    new URL("../node_modules/@custom-elements-manifest/analyzer/cem.js", import.meta.url),
  );
  execFileSync(process.execPath, [analyzer, "analyze", "--outdir", relative(root, folder)], {
    cwd: root,
  });
  expect(committed).toBe(readFileSync(join(folder, "custom-elements.json"), "utf8"));
});

test("it names the tags, and the files that register them", () => {
  expect(element?.tagName).toBe(/@tag (\S+)/.exec(source)?.[1]);
  expect(modules.map(({ path, exports }) => [path, exports[0]?.kind, exports[0]?.name])).toEqual([
    ["dist/element.js", "js", "DodoTopupButton"],
    ["dist/desk/element.js", "js", "DodoPaymentsDesk"],
    ["dist/packs/element.js", "js", "DodoTopupPacks"],
    ["dist/define.js", "custom-element-definition", "dodo-topup-button"],
    ["dist/desk/define.js", "custom-element-definition", "dodo-payments-desk"],
    ["dist/packs/define.js", "custom-element-definition", "dodo-topup-packs"],
  ]);
});

describe("it names everything that is documented", () => {
  test.each<[string, Kind]>([
    ["attr", "attributes"],
    ["fires", "events"],
    ["slot", "slots"],
    ["csspart", "cssParts"],
    ["cssprop", "cssProperties"],
    ["cssstate", "cssStates"],
  ])("as @%s", (tag, kind) => {
    const lines = source.matchAll(
      new RegExp(`^ \\* @${tag}(?: \\{.+?\\})?(?: (?!- )(\\S+))?`, "gm"),
    );
    const documented = [...lines].map(([, name = ""]) => name);
    expect(documented.length).toBeGreaterThan(0);
    expect(element?.[kind].map(({ name }) => name)).toEqual(documented);
  });

  test("as a property, each attribute's among them", () => {
    const members = element?.members.map(({ name }) => name);
    expect(members).toEqual(
      expect.arrayContaining(["client", "token", "createTopup", "state", "pay"]),
    );
    expect(members).toEqual(
      expect.arrayContaining(element?.attributes.map(({ fieldName }) => fieldName) ?? []),
    );
  });
});

test("it names the attributes and the properties of the desk", () => {
  const desk = modules.flatMap(({ declarations }) => declarations)[1];
  expect(desk?.attributes.map(({ name }) => name)).toEqual(["endpoint", "no-keys"]);
  expect(desk?.members.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["endpoint", "no_keys", "client", "token", "store"]),
  );
});

test("it names nothing private or protected, and no path that is not in the package", () => {
  const members = modules.flatMap(({ declarations }) =>
    declarations.flatMap((declaration) => declaration.members),
  );
  expect(members.filter(({ name, privacy }) => name.startsWith("#") || privacy)).toEqual([]);
  for (const name of ["render", "updated", "firstUpdated", "styles"])
    expect(members.map((member) => member.name)).not.toContain(name);
  expect(committed).not.toContain("src/");
});
