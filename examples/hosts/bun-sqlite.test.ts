import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { hostCases } from "@x/payment-server/testing";
import { beforeAll, describe, expect, test } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
const answers = new Map<string, string>();

describe("docs/host/bun-sqlite.ts is a host, in Bun:", () => {
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      `${folder}node_modules/.bin/bun`,
      ["bun-suite.ts"],
      { cwd: folder },
    );
    const lines = stdout
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    for (const line of lines)
      if (Array.isArray(line)) answers.set(String(line[0]), String(line[1]));
  });

  for (const { name } of hostCases) test(name, () => expect(answers.get(name)).toBe("passed"));
});
