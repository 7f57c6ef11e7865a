import { describe, expect, test } from "vitest";
import { createCity } from "../test/city.ts";
import { expectClosed } from "../test/closed-city.ts";
import {
  dodoPaymentProvider,
  memoryStorage,
  PaymentService,
  type PaymentServiceOptions,
  type Storage,
} from "./index.ts";

describe("live mode without a durable storage", () => {
  const LINE = 'add `storage: sqliteStorage("payments.sqlite")`';
  const live = { DODO_ENVIRONMENT: "live_mode", DODO_API_BASE_URL: undefined } as const;

  test("[F53] inside a Federation closes the payment routes with the line to add, and test mode opens them", async () => {
    await using city = await createCity({ service: { storage: undefined }, variables: live });
    await expectClosed(city, LINE);
    await city.setVariable("DODO_ENVIRONMENT", "test_mode");
    expect(await city.json("GET", "/methods")).toMatchObject([
      200,
      { items: [{ enabled: true, test_mode: true }] },
    ]);
  });

  test("[F53] inside a Federation with a file is live", async () => {
    await using city = await createCity({ world: { storage: "sqlite" }, variables: live });
    const [status, { items }] = await city.json<{ items: object[] }>("GET", "/methods");
    expect([status, items]).toEqual([200, [expect.not.objectContaining({ test_mode: true })]]);
  });

  test.each([
    ["no storage", undefined],
    ["a storage in memory", memoryStorage()],
    [
      "a storage without the field `durable`",
      { ...memoryStorage(), durable: undefined } as unknown as Storage,
    ],
  ])("[F53] outside of one, with %s it refuses to construct", (_, storage) => {
    const options: PaymentServiceOptions = {
      readTopup: () => null,
      finishTopup: () => null,
      providers: [dodoPaymentProvider({ environment: "live_mode" })],
      env: {},
      storage,
      logger: { info() {}, warn() {}, error() {} },
    };
    expect(() => new PaymentService(options)).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining(LINE) }),
    );
    expect(
      new PaymentService({ ...options, storage: { ...memoryStorage(), durable: true } }),
    ).toBeInstanceOf(PaymentService);
  });
});
