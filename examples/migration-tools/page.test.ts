import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("[F11] docs/databases.md names the versions that are tested here", () => {
  const { dependencies } = JSON.parse(
    readFileSync(new URL("package.json", import.meta.url), "utf8"),
  ) as { dependencies: Record<string, string> };
  const page = readFileSync(new URL("../../docs/databases.md", import.meta.url), "utf8");
  expect(page).toContain(`drizzle-kit ${dependencies["drizzle-kit"]} on PostgreSQL`);
  expect(page).toContain(`Kysely ${dependencies["kysely"]} on both`);
});
