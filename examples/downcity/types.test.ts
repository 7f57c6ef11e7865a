// [D03] The seed's mount type-checks against the types that a Federation has, without a cast.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { EnvRequirement, ServiceDefinition } from "./downcity-types.ts";

const cwd = fileURLToPath(new URL(".", import.meta.url));
const run = promisify(execFile);

/** The lines of the document, except for the import of the payment service. */
const SEED = `
const base = new Federation({ db });
const balance = new BalanceService();
base.use(balance);
base.use(new PaymentService({
  // PaymentService takes \`readTopup\` and \`finishTopup\` directly.
  // There is no balance bridge object anymore.
  readTopup: async (topup_id) => await balance.readTopup(topup_id),
  finishTopup: async (topup_id, extra) => await balance.finishTopup(topup_id, extra),
  providers: [
    dodoPaymentProvider({
      api_key: process.env.DODO_PAYMENTS_API_KEY,
      product_id: process.env.DODO_PRODUCT_ID,
      webhook_key: process.env.DODO_WEBHOOK_KEY,
    }),
  ],
}));
`;

// The declaration rejects what the real one rejects.
const frozen: readonly EnvRequirement[] = [];
// @ts-expect-error a list that may not be changed is none of a Federation's.
export const refused: ServiceDefinition = { id: "frozen", env: frozen, install() {} };

/** Returns the text without white space and trailing commas, which the formatter decides about. */
function layoutFree(text: string): string {
  return text.replaceAll(/\s/g, "").replaceAll(/,(?=[)\]}])/g, "");
}

test("[D03] the mount is the document's, with one line for `storage`", () => {
  const mount = readFileSync(`${cwd}seed.ts`, "utf8");
  expect(layoutFree(mount).replace(',storage:sqliteStorage("payments.sqlite")', "")).toContain(
    layoutFree(SEED),
  );
  expect(mount).not.toMatch(/\bas\b (?!the document)|\bany\b|@ts-|!\./);
});

test.each(["true", "false"])(
  "[D03] it type-checks with exactOptionalPropertyTypes %s",
  async (exact) => {
    await expect(
      run(
        `${cwd}node_modules/.bin/tsc`,
        ["-p", "tsconfig.seed.json", "--exactOptionalPropertyTypes", exact],
        { cwd },
      ),
    ).resolves.toMatchObject({ stdout: "" });
  },
);
