// Compares the tables and lists of the README with the code.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Kind } from "../test/element-kinds.ts";
import { readme } from "../test/snippets.ts";
import * as index from "./index.ts";

const read = (relative: string): string =>
  readFileSync(fileURLToPath(new URL(relative, import.meta.url)), "utf8");

describe("[P03] the README names", () => {
  const { modules } = JSON.parse(read("../custom-elements.json")) as {
    modules: { declarations: Record<Kind, { name: string; fieldName?: string }[]>[] }[];
  };
  const [button, desk, packs] = modules.flatMap(({ declarations }) => declarations);
  const described = (kind: Kind): { name: string; fieldName?: string }[] => button?.[kind] ?? [];
  const namesOf = (kind: Kind): string[] => described(kind).map(({ name }) => name);
  const table = (head: string): string =>
    new RegExp(`^\\| ${head} \\|[\\s\\S]*?\\n\\n`, "m").exec(readme)?.[0] ?? "";
  const firstCells = (head: string): string[] =>
    [...table(head).matchAll(/^\| `(\S+?)` \|/gm)].map(([, name = ""]) => name);
  const listed = (word: string): string[] =>
    [
      ...(new RegExp(`${word}: ((?:\`[^\`]+\`,? ?)+)`).exec(readme)?.[1] ?? "").matchAll(
        /`([^`]+)`/g,
      ),
    ].map(([, name = ""]) => name);

  test("every attribute and event of the element, and no other", () => {
    expect(firstCells("attribute").sort()).toEqual(namesOf("attributes").sort());
    expect(firstCells("event").sort()).toEqual(namesOf("events").sort());
    expect(namesOf("events")).toHaveLength(4);
  });

  test("every property, next to its attribute", () => {
    for (const { name, fieldName } of described("attributes"))
      expect(table("attribute")).toContain(`| \`${name}\` | \`${fieldName}\` |`);
    // These are public only because the store calls them.
    const internal = new Set(["onCheckout", "onMethodsError"]);
    for (const name of namesOf("members").filter((member) => !internal.has(member)))
      expect(table("attribute")).toMatch(new RegExp(`\`${name}(\\(\\))?\``));
  });

  test("every attribute, property and custom property of the desk", () => {
    const rows = table("attribute of the desk");
    expect(firstCells("attribute of the desk").sort()).toEqual(
      desk?.attributes.map(({ name }) => name).sort(),
    );
    for (const { name } of desk?.members ?? []) expect(rows).toContain(`\`${name}\``);
    const said = /^Custom properties of the desk: (.*?)\. /m.exec(readme)?.[1];
    expect(said).toBe(desk?.cssProperties.map(({ name }) => `\`${name}\``).join(", "));
  });

  test("every attribute, property, slot, part and custom property of the packs", () => {
    const rows = table("attribute of the packs");
    expect(firstCells("attribute of the packs").sort()).toEqual(
      packs?.attributes.map(({ name }) => name).sort(),
    );
    for (const { name } of packs?.members ?? []) expect(rows).toContain(`\`${name}\``);
    const names = (kind: Kind): string[] | undefined => packs?.[kind].map(({ name }) => name);
    expect(["", ...listed("Slots of the packs")]).toEqual(names("slots"));
    expect(listed("Parts of the packs")).toEqual(names("cssParts"));
    expect(listed("Custom properties of the packs")).toEqual(names("cssProperties"));
  });

  test("its slots, parts, custom properties and states", () => {
    expect([...listed("Slots"), ""].sort()).toEqual(namesOf("slots").sort());
    expect(listed("Parts").sort()).toEqual(namesOf("cssParts").sort());
    expect(firstCells("custom property").sort()).toEqual(namesOf("cssProperties").sort());
    const phases = [...(/^The phases: `(.+?)`, and `(error)`/m.exec(readme) ?? [])]
      .slice(1)
      .flatMap((said) => said.match(/\w+/g) ?? []);
    expect(readme).toContain("States: `:state(busy)`, and the phase");
    expect(namesOf("cssStates").sort()).toEqual(
      ["busy", ...phases.filter((phase) => phase !== "away")].sort(),
    );
  });

  test("every value that the package exports, and every entry", () => {
    expect(Object.keys(index).length).toBeGreaterThan(3);
    for (const name of Object.keys(index)) expect(table("entry")).toContain(`\`${name}`);
    const { exports } = JSON.parse(read("../package.json")) as { exports: Record<string, unknown> };
    const entries = Object.keys(exports).filter(
      (entry) => !entry.startsWith("./dist/") && !entry.endsWith(".json"),
    );
    for (const entry of entries)
      expect(table("entry")).toContain(
        `\`@x/payment-client${entry.slice(1).replace(/^\/types\/.*/, "/types/*")}\``,
      );
  });

  test("the codes of the client's own errors", () => {
    const codes = [...read("./errors.ts").matchAll(/^ {2}\| "(\w+)"/gm)].map(([, code]) => code);
    const said = /\| code \| what happened[\s\S]*?\n\n/.exec(readme)?.[0] ?? "";
    expect([...said.matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code).sort()).toEqual(
      codes.sort(),
    );
  });
});
