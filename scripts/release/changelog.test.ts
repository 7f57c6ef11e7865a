import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import changelog from "./changelog.ts";
import { SCOPE } from "./scope.ts";

const notes = new URL("../../.changeset/", import.meta.url);

test("a note of one line is an item of a list, without a hash", () => {
  expect(changelog.getReleaseLine({ summary: "Something new.\n" })).toBe("- Something new.\n");
});

test("a note of several paragraphs stays as it was written", () => {
  const summary = "The first version.\n\n- One.\n- Two.";
  expect(changelog.getReleaseLine({ summary })).toBe(`\n${summary}\n`);
});

test("packages of ours that are needed in a new version are named, and nothing else", () => {
  expect(changelog.getDependencyReleaseLine([], [])).toBe("");
  const updated = [{ name: `${SCOPE}/payment-server`, newVersion: "0.2.0" }];
  expect(changelog.getDependencyReleaseLine([{ summary: "a" }], updated)).toBe(
    `- Needs ${SCOPE}/payment-server 0.2.0.\n`,
  );
});

test("changesets uses it, and publishes for everyone", () => {
  const config: unknown = JSON.parse(readFileSync(new URL("config.json", notes), "utf8"));
  expect(config).toMatchObject({
    changelog: "../scripts/release/changelog.ts",
    access: "public",
    baseBranch: "main",
    ignore: [],
  });
});
