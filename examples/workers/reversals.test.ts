import { readFileSync } from "node:fs";
import { reversalCases } from "@x/payment-server/testing";
import type { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle, migrate, startWorker } from "./local.ts";

const readme = readFileSync(new URL("../../docs/host/README.md", import.meta.url), "utf8");
const [, table = ""] = /(CREATE TABLE reversals [^;]*);/.exec(readme) ?? [];
let worker: Miniflare;

beforeAll(async () => {
  worker = await startWorker(await bundle("reversal-worker.ts"));
  await migrate(worker);
  await (await worker.getD1Database("DB")).prepare(table).run();
});
afterAll(async () => await worker.dispose());

describe("[N08] docs/host/reversals-d1.ts takes credits back, in a Worker:", () => {
  test.each(reversalCases.map(({ name }, number) => ({ name, number })))(
    "$name",
    async ({ number }) => {
      const response = await worker.dispatchFetch(`http://localhost/${number}`);
      expect(await response.text()).toBe("ok");
    },
  );
});
