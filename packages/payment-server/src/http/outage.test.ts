import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createWorld, START, STORAGES, type World } from "../../test/world.ts";
import { dodoPaymentProvider } from "../index.ts";
import { sqliteStorage } from "../storage/sqlite.ts";

/**
 * An address where nothing listens: a port that was free a moment ago may belong to another test by
 * now. `fetch` connects to it, unlike to port 1, which it refuses.
 */
const NOBODY = "http://127.0.0.1:3";

async function unavailable(response: Response, code: string, sentence: RegExp): Promise<void> {
  expect([response.status, await response.json()]).toEqual([
    503,
    { code, error: expect.stringMatching(sentence), request_id: expect.any(String) },
  ]);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
}

const clock = (): number => START;

describe.each(STORAGES)("a Dodo that cannot be reached, on %s", (storage) => {
  test("is 503 and retryable, and the topup can be paid once Dodo is back", async () => {
    await using world = await createWorld({ storage });
    const providers = [
      dodoPaymentProvider({
        api_key: "dodo_test_SECRET",
        product_id: "pdt_topup",
        api_base_url: NOBODY,
        webhook_key: world.dodo.webhook_key,
      }),
    ];
    const away = world.secondService({ providers });
    const { topup_id } = world.host.addTopup();
    const response = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id },
      service: away,
    });
    await unavailable(
      response,
      "provider_unavailable",
      /^Dodo cannot be reached or has trouble; try again in a few seconds\.$/,
    );
    const { findings } = await away.check();
    expect(findings).toContainEqual(
      expect.objectContaining({ level: "error", code: "provider_unavailable" }),
    );
    expect(world.log.join()).not.toContain("SECRET");

    const checkout = await world.create(topup_id);
    const data = await world.dodo.pay(checkout.provider_session_id);
    const delivered = await world.deliver(
      { type: "payment.succeeded", data },
      { webhook_id: "msg_a", service: away },
    );
    await unavailable(delivered, "provider_unavailable", /^Dodo cannot be reached/);
    expect(await away.reconcile()).toMatchObject({ credited: 0 });
    expect([world.host.calls, (await world.allEvents())[0]?.sync_error]).toEqual([
      [],
      "provider_unavailable",
    ]);
    expect(
      (await world.deliver({ type: "payment.succeeded", data }, { webhook_id: "msg_a" })).status,
    ).toBe(200);
    expect(world.host.ledger).toHaveLength(1);
  });
});

describe("a SQLite file that cannot be used", () => {
  const SENTENCE =
    /^The SQLite file cannot be used: check that its folder exists, that it is a SQLite database and not a folder, that the process may write there/;

  /**
   * Makes a topup that is paid at Dodo and not delivered yet. The rows are in the world's own file.
   */
  async function paid(): Promise<{ world: World; body: unknown }> {
    const world = await createWorld({ storage: "sqlite" });
    const { provider_session_id } = await world.create(world.host.addTopup().topup_id);
    return {
      world,
      body: { type: "payment.succeeded", data: await world.dodo.pay(provider_session_id) },
    };
  }

  test("because it is a directory, answers 503 on every route that needs it", async () => {
    const { world, body } = await paid();
    await using _ = world;
    const service = world.secondService({ storage: sqliteStorage(world.folder, { clock }) });
    const { topup_id } = world.host.addTopup();
    const before = world.dodo.requests.length;
    for (const response of [
      await world.send("POST", "/checkout/create", { as: "user:ada", body: { topup_id }, service }),
      await world.send("GET", "/payments/me", { as: "user:ada", service }),
      await world.send("GET", "/events", { as: "admin", service }),
      await world.send("POST", "/payments/release", {
        as: "admin",
        body: { payment_id: "pmt_1", decision: "dismiss", note: "seen" },
        service,
      }),
      await world.send("POST", "/reconcile", { as: "admin", body: {}, service }),
      await world.send("GET", "/redirect/success?ref=ref_AAAAAAAAAAAAAAAAAAAAAA", { service }),
      await world.deliver(body, { service }),
    ]) {
      await unavailable(response, "storage_unavailable", SENTENCE);
    }
    expect([world.dodo.requests.length, world.host.calls]).toEqual([before, []]);
    expect((await world.send("GET", "/methods", { service })).status).toBe(200);
    const { ok, findings } = await service.check();
    expect([ok, findings]).toEqual([
      false,
      expect.arrayContaining([
        expect.objectContaining({
          code: "storage_unavailable",
          message: expect.stringMatching(SENTENCE),
        }),
      ]),
    ]);
  });

  test("because its folder is missing, answers 503, and nothing is lost once the folder is there", async () => {
    const { world, body } = await paid();
    await using _ = world;
    const later = join(world.folder, "later");
    const storage = sqliteStorage(join(later, "payments.sqlite"), { clock });
    const service = world.secondService({ storage });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await unavailable(
        await world.deliver(body, { webhook_id: "msg_a", service }),
        "storage_unavailable",
        SENTENCE,
      );
    }
    expect([world.host.calls, (await world.only("tu_1")).status]).toEqual([[], "pending"]);
    symlinkSync(world.folder, later);
    const response = await world.deliver(body, { webhook_id: "msg_a", service });
    expect(await response.json()).toMatchObject({ sync_status: "applied" });
    expect([world.host.ledger.length, (await world.only("tu_1")).status]).toEqual([1, "paid"]);
    await storage.close();
  });

  test("because it is no database, answers 503 and is left as it is", async () => {
    const { world, body } = await paid();
    await using _ = world;
    const [file, notes] = [
      join(world.folder, "notes.txt"),
      "not a database, but somebody's notes ".repeat(50),
    ];
    writeFileSync(file, notes);
    const service = world.secondService({ storage: sqliteStorage(file, { clock }) });
    await unavailable(await world.deliver(body, { service }), "storage_unavailable", SENTENCE);
    expect(readFileSync(file, "utf8")).toBe(notes);
  });
});
