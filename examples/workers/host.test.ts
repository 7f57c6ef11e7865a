import { hostCases } from "@x/payment-server/testing";
import type { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle, migrate, startWorker } from "./local.ts";

let worker: Miniflare;

beforeAll(async () => {
  worker = await startWorker(await bundle("host-worker.ts"));
  await migrate(worker);
});
afterAll(async () => await worker.dispose());

describe("docs/host/d1.ts is a host, in a Worker:", () => {
  test.each(hostCases.map(({ name }, number) => ({ name, number })))(
    "$name",
    async ({ number }) => {
      const response = await worker.dispatchFetch(`http://localhost/${number}`);
      expect(await response.text()).toBe("ok");
    },
  );
});
