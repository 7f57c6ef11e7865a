/**
 * A build runs the module that constructs the service, often without the variables of the server:
 * `next build` does. The address is needed at the first use, and then reported if it is missing.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../test/folder.ts";
import { createWorld } from "../../test/world.ts";
import { dodoPaymentProvider, PaymentService, type Storage } from "../index.ts";
import { postgresStorage } from "./postgres.ts";
import { sqliteStorage } from "./sqlite.ts";

const MISSING: [name: string, create: () => Storage, sentence: RegExp][] = [
  [
    "postgresStorage(undefined)",
    () => postgresStorage(undefined),
    /^`postgresStorage` has no address: set the variable .* DATABASE_URL/,
  ],
  ['postgresStorage("")', () => postgresStorage(""), /^`postgresStorage` has no address/],
  [
    "sqliteStorage(undefined)",
    () => sqliteStorage(undefined),
    /^`sqliteStorage` has no path: set the variable/,
  ],
  ['sqliteStorage("")', () => sqliteStorage(""), /^`sqliteStorage` has no path/],
];

describe.each(MISSING)("%s", (_, create, message) => {
  const refusal = { code: "configuration", message: expect.stringMatching(message) };

  test("[F37] constructs, and each call says which address is missing", async () => {
    const storage = create();
    expect(storage.durable).toBe(true);
    await expect(storage.migrate()).rejects.toMatchObject(refusal);
    await expect(storage.readPayment("pmt_a")).rejects.toMatchObject(refusal);
    await storage.close();
  });

  test("[F37] builds a service without any variable, in live mode too", () => {
    for (const environment of ["test_mode", "live_mode"]) {
      const service = new PaymentService({
        providers: [dodoPaymentProvider()],
        storage: create(),
        readTopup: () => null,
        finishTopup: () => {},
        env: { DODO_ENVIRONMENT: environment },
        logger: { info: () => {}, warn: () => {}, error: () => {} },
      });
      expect(service.fetch).toBeTypeOf("function");
    }
  });

  test("[F37] is a finding of check(), and a checkout answers with the sentence", async () => {
    await using world = await createWorld();
    const payment = world.secondService({ storage: create() });
    expect((await payment.check()).findings).toContainEqual(
      expect.objectContaining({ level: "error", ...refusal }),
    );
    const { topup_id } = world.host.addTopup();
    const response = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { method_id: "dodo", topup_id },
      service: payment,
    });
    expect([response.status, await response.json()]).toEqual([
      500,
      {
        code: "configuration",
        error: expect.stringMatching(message),
        request_id: expect.any(String),
      },
    ]);
  });
});

test("[F37] the SQLite file is created at the first use, not when the storage is constructed", async () => {
  using folder = makeFolder();
  const storage = sqliteStorage(join(folder.path, "later.sqlite"));
  expect(readdirSync(folder.path)).toEqual([]);
  await storage.readPayment("pmt_a");
  expect(readdirSync(folder.path)).toContain("later.sqlite");
  await storage.close();
});
