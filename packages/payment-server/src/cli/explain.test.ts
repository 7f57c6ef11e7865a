import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runCommand } from "../../test/command.ts";
import { docsOf } from "../errors.ts";
import { ERROR_CODES } from "../explanations/error-codes.ts";
import { HOLD_REASONS } from "../explanations/hold-reasons.ts";
import { SYNC_STATES, UNMATCHED } from "../explanations/sync-states.ts";
import { explain } from "./explain.ts";

const KNOWN = { ...ERROR_CODES, ...HOLD_REASONS, ...SYNC_STATES, unmatched: UNMATCHED };

/** Returns what `explain <args>` prints. */
async function printed(...args: string[]): Promise<string> {
  const lines: string[] = [];
  expect(await explain(args, (text) => void lines.push(text))).toBe(0);
  return lines.join("\n");
}

test.each(Object.entries(KNOWN))(
  "%s is printed with its sentence, its cause, its fix and its address on the site",
  async (code, { sentence, cause, fix }) => {
    const text = await printed(code);
    expect(text).toMatch(
      new RegExp(`^${code} \\((error code, HTTP \\d{3}|hold reason|sync state|sync error)\\)\n`),
    );
    expect(text).toContain(
      `\n\n${sentence}\n\nCause: ${cause}\n\nFix: ${fix}\n\nDocs: ${docsOf(code)}`,
    );
  },
);

test("capital letters do not matter, and --json prints the same as data", async () => {
  expect(await printed("Busy")).toBe(await printed("busy"));
  expect(JSON.parse(await printed("payment_held", "--json"))).toEqual({
    code: "payment_held",
    kind: "error code, HTTP 409",
    ...ERROR_CODES.payment_held,
    docs: "https://x.github.io/payment-kit/codes/payment_held/",
  });
});

describe("the command", () => {
  test("explains a code without a server, a database or a variable, and exits 0", async () => {
    expect(await runCommand(["explain", "underpaid"])).toEqual({
      code: 0,
      out: expect.stringContaining(HOLD_REASONS.underpaid.sentence),
      error: "",
    });
  });

  test.each([
    ["an unknown code lists the nearest", ["topup_not_foud"], /nearest are topup_not_found, /],
    ["a code that is like none", ["💥"], /^There is no code "💥"; the nearest are /],
    ["no code", [], /^Give one code, such as payment-server explain underpaid\.$/],
    ["two codes", ["busy", "held"], /^Give one code/],
    ["an unknown flag", ["busy", "--nonsense"], /payment-server explain --help lists them/],
  ])("%s: one sentence and exit code 2", async (_, args, sentence) => {
    const { code, out, error } = await runCommand(["explain", ...args]);
    expect([code, out, error.trimEnd()]).toEqual([2, "", expect.stringMatching(sentence)]);
    expect(error).toMatch(/^[^\n]+\.\n$/);
  });

  test("--help names the flags", async () => {
    expect(await runCommand(["explain", "--help"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/explain <code>[\s\S]*--json/),
    });
  });

  test("the example of the README works", async () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const [, code = ""] = /npx @x\/payment-server explain (\w+)/.exec(readme) ?? [];
    expect((await runCommand(["explain", code])).code).toBe(0);
  });
});
