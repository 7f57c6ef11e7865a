/** The length of a list inside a Federation, whose dashboard reads one page. */
import { describe, expect, test } from "vitest";
import { createCity, type City } from "../../test/city.ts";
import { createWorld } from "../../test/world.ts";

interface Listed {
  items: unknown[];
  next_cursor: string | null;
}

/** Writes `count` payments, each of another topup, directly to the storage. */
async function fill(city: Pick<City, "world">, count: number): Promise<void> {
  const { world } = city;
  const { topup_id } = world.host.addTopup();
  await world.create(topup_id);
  const sample = await world.only(topup_id);
  const { payment_id: _, ...rest } = sample;
  for (let number = 1; number < count; number += 1) {
    const payment = {
      ...rest,
      payment_id: `pmt_${number}`,
      ref: `ref_${number}`,
      topup_id: `tu_more_${number}`,
      write_id: `w_${number}`,
      provider_session_id: null,
      provider_payment_id: null,
    };
    const [entry] = await world.storage.listAudit(sample.payment_id);
    if (entry === undefined) throw new Error("no audit");
    await world.storage.insertPayment(payment, { ...entry, payment_id: payment.payment_id });
  }
}

describe("lists", () => {
  test("[D13] have 200 rows by default, since a dashboard sums what it gets", async () => {
    await using city = await createCity();
    await fill(city, 203);
    const rows = async (path: string, as: string): Promise<number> =>
      (await city.json<Listed>("GET", path, { as }))[1].items.length;
    expect([
      await rows("/payments", "admin"),
      await rows("/payments/me", "ada"),
      await rows("/payments?limit=3", "admin"),
    ]).toEqual([200, 200, 3]);
    const [, first] = await city.json<Listed>("GET", "/payments", { as: "admin" });
    expect(await rows(`/payments?cursor=${first.next_cursor}`, "admin")).toBe(3);
    expect(await city.json("GET", "/events", { as: "admin" })).toMatchObject([200, { items: [] }]);
  });

  test("[D13] have 50 elsewhere", async () => {
    await using world = await createWorld();
    await fill({ world }, 60);
    const { items } = (await (
      await world.send("GET", "/payments", { as: "admin" })
    ).json()) as Listed;
    expect([items.length, (await world.payment.listPayments()).items.length]).toEqual([50, 50]);
  });
});
