import { describe, expect, test } from "vitest";
import { benchInOverlay, checkoutOf, PACK, useFakeClock, wait } from "../test/store-bench.ts";

useFakeClock();

describe("[F52] a click after a payment that has ended unpaid", () => {
  const ends = [
    ["canceled", "canceled"],
    ["expired", "canceled"],
    ["failed", "failed"],
    ["dismissed", "failed"],
  ] as const;
  test.each(ends)("that is %s opens another checkout, which is followed", async (status, phase) => {
    const create = [checkoutOf("1"), checkoutOf("2")];
    const { store, client, phases } = benchInOverlay([status, "paid"], {}, create);
    await store.pay();
    await wait(0);
    expect(store.$topup.get()).toMatchObject({ phase, status });
    await store.pay();
    await wait(0);
    expect(client.creates).toHaveLength(2);
    expect(client.polls).toEqual([checkoutOf("1").status_url, checkoutOf("2").status_url]);
    expect(phases.at(-1)).toBe("applied");
  });

  test.each(ends)("that is %s creates another topup, if the page creates them", async (status) => {
    const create = [checkoutOf("1"), checkoutOf("2")];
    const topups = ["tu_a", "tu_b"];
    const { store, client } = benchInOverlay(
      [status, status, "paid"],
      { ...PACK, createTopup: () => String(topups.shift()) },
      create,
    );
    await store.pay();
    await wait(0);
    await store.pay();
    await wait(0);
    expect(client.creates.map(({ topup_id }) => topup_id)).toEqual(["tu_a", "tu_b"]);
    expect(store.$topup.get().phase).toBe("applied");
  });
});
