import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test, vi } from "vitest";
import { expectSoundBooks, PAST_LEASE_MS } from "../../test/books.ts";
import { openLimited } from "../../test/limited-storage.ts";
import { asOrdinaryUser } from "../../test/ordinary-user.ts";
import { open } from "../../test/scenes.ts";
import { createSharedShop } from "../../test/shared-shop.ts";
import { createWorld, type World } from "../../test/world.ts";
import { sqliteStorage } from "./sqlite.ts";

/**
 * Pays a topup and returns a function that delivers the webhook: as often as it is called, to any
 * service.
 */
async function paid(
  world: World,
): Promise<(service?: ReturnType<World["secondService"]>) => Promise<Response>> {
  const { session_id } = await open(world);
  const body = { type: "payment.succeeded", data: await world.dodo.pay(session_id) };
  return async (service = world.payment) =>
    await world.deliver(body, { webhook_id: "msg_a", service });
}

async function expectUnavailable(response: Response, sentence: RegExp): Promise<void> {
  expect([response.status, await response.json()]).toEqual([
    503,
    {
      code: "storage_unavailable",
      error: expect.stringMatching(sentence),
      request_id: expect.any(String),
    },
  ]);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
}

describe("a delivery while nothing may be written answers 503, and credits once when writing is allowed again, without a restart:", () => {
  test.each([
    ["the file", 0o444, 0o777],
    ["its folder", 0o666, 0o555],
    ["both", 0o444, 0o555],
  ])("%s", async (title, file_mode, folder_mode) => {
    await using world = await createWorld({ storage: "sqlite" });
    const deliver = await paid(world);
    // The last connection to close removes the WAL and its index.
    await world.storage.close();
    const file = join(world.folder, "payments.sqlite");
    chmodSync(file, file_mode);
    chmodSync(world.folder, folder_mode);
    const storage = sqliteStorage(file, { clock: () => world.clock.now() });
    const service = world.secondService({ storage });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      using _ = asOrdinaryUser();
      await expectUnavailable(await deliver(service), /that the process may write there/);
    }
    expect(world.host.calls).toEqual([]);
    chmodSync(world.folder, 0o777);
    // SQLite gives the WAL and its index the rights of the file.
    for (const name of readdirSync(world.folder)) chmodSync(join(world.folder, name), 0o666);
    {
      using _ = asOrdinaryUser();
      expect((await deliver(service)).status).toBe(200);
      await storage.close();
    }
    expect(world.host.ledger).toHaveLength(1);
    await expectSoundBooks(world);
  });
});

describe("a disk that is full", () => {
  afterEach(() => vi.restoreAllMocks());

  /**
   * Gives every connection of this process small pages. After `allow(n)`, page n + 1 fails with
   * `SQLITE_FULL`.
   */
  function makeSmallDisk(): { allow(pages: number): void } {
    const connections = new Set<DatabaseSync>();
    const exec = DatabaseSync.prototype.exec;
    let most = 1_000_000;
    const limit = (database: DatabaseSync): void =>
      exec.call(database, `PRAGMA page_size = 512; PRAGMA max_page_count = ${most}`);
    vi.spyOn(DatabaseSync.prototype, "exec").mockImplementation(function (
      this: DatabaseSync,
      sql: string,
    ) {
      if (!connections.has(this)) limit(this);
      connections.add(this);
      return exec.call(this, sql);
    });
    return {
      allow(pages) {
        const alive = [...connections].filter(({ isOpen }) => isOpen);
        most = Number(alive[0]?.prepare("PRAGMA page_count").get()?.["page_count"]) + pages;
        for (const database of alive) limit(database);
      },
    };
  }

  test("at any write of a delivery: 503, nothing is lost, and it is credited once when there is room", async () => {
    const called = new Set<number>();
    for (let [pages, fits] = [0, false]; !fits; pages += 1) {
      const disk = makeSmallDisk();
      await using world = await createWorld({ storage: "sqlite" });
      const deliver = await paid(world);
      disk.allow(pages);
      const response = await deliver();
      fits = response.status === 200;
      if (!fits) {
        await expectUnavailable(response, /that the disk is not full/);
        called.add(world.host.calls.length);
        expect((await deliver()).status).toBe(503);
        disk.allow(1_000_000);
        world.clock.advance(PAST_LEASE_MS);
        expect((await deliver()).status).toBe(200);
      }
      expect([world.host.ledger.length, world.host.calls.length]).toEqual([1, 1]);
      await expectSoundBooks(world);
      vi.restoreAllMocks();
    }
    // Before the host was called, and after it had credited.
    expect(called).toEqual(new Set([0, 1]));
  });

  test("[K03] in transactional mode: the host's credit and our marks are both there or neither", async () => {
    const called = new Set<number>();
    for (let [pages, fits] = [0, false]; !fits; pages += 1) {
      const disk = makeSmallDisk();
      await using shop = await createSharedShop("sqlite");
      // Our own writes come before the host's, so the host needs pages of its own.
      shop.after = async (query) =>
        await query("INSERT INTO shop_topups VALUES ('tu_other', ?)", "x".repeat(2_000));
      const topup_id = await shop.addTopup();
      const { provider_session_id, payment_id } = await shop.world.create(topup_id, {
        service: shop.service,
      });
      const body = {
        type: "payment.succeeded",
        data: await shop.world.dodo.pay(provider_session_id),
      };
      const deliver = async (): Promise<number> =>
        (await shop.world.deliver(body, { webhook_id: "msg_a", service: shop.service })).status;
      disk.allow(pages);
      const status = await deliver();
      fits = status === 200;
      if (!fits) {
        expect([
          status,
          await shop.balance(),
          (await shop.storage.readPayment(payment_id))?.status,
        ]).toEqual([503, 0, expect.not.stringMatching("paid")]);
        called.add(shop.calls.length);
        disk.allow(1_000_000);
        shop.world.clock.advance(PAST_LEASE_MS);
        expect(await deliver()).toBe(200);
      }
      expect([await shop.balance(), (await shop.storage.readPayment(payment_id))?.status]).toEqual([
        500,
        "paid",
      ]);
      vi.restoreAllMocks();
    }
    expect(called).toEqual(new Set([0, 1]));
  });

  test("at any write of the operating system, with a process that is killed then: the same", async () => {
    const called = new Set<number>();
    let blocks = 60;
    for (; blocks < 1_000; blocks += 24) {
      await using world = await createWorld({ storage: "sqlite" });
      const deliver = await paid(world);
      // The WAL begins empty.
      await world.storage.close();
      using limited = openLimited(join(world.folder, "payments.sqlite"), blocks, () =>
        world.clock.now(),
      );
      const response = await deliver(world.secondService({ storage: limited.storage }));
      if (response.status === 200) break;
      await expectUnavailable(response, /that the disk is not full/);
      called.add(world.host.calls.length);
      limited[Symbol.dispose]();
      world.clock.advance(PAST_LEASE_MS);
      expect((await deliver()).status).toBe(200);
      expect([world.host.ledger.length, world.host.calls.length]).toEqual([1, 1]);
      await expectSoundBooks(world);
    }
    expect(called).toEqual(new Set([0, 1]));
    expect(blocks).toBeLessThan(1_000);
  });
});
