import { describe, expect, test } from "vitest";
import { createWorld } from "../../../test/world.ts";
import { ourPaymentId, ourTopupId } from "./metadata.ts";

describe("a topup id in Dodo's metadata", () => {
  test.each(["t", "a topup, 100%", "😀".repeat(500), "a".repeat(500)])("%s", (id) => {
    expect(ourTopupId(id)).toBe(id);
  });

  test.each([null, undefined, "", "a".repeat(501), "a\nb", "a\0b", "\ud800"])("not %j", (id) => {
    expect(ourTopupId(id)).toBeNull();
  });

  test("of the longest topup that a checkout accepts is read from its delivery", async () => {
    await using world = await createWorld();
    const { topup_id } = world.host.addTopup({ topup_id: "a".repeat(500) });
    const { provider_session_id } = await world.create(topup_id);
    const { metadata } = await world.dodo.pay(provider_session_id);
    expect(ourTopupId(String(metadata["topup_id"]))).toBe(topup_id);
  });
});

describe("a payment id in Dodo's metadata", () => {
  const id = `pmt_${"aA0_-".repeat(4)}zz`;

  test("is one that this service has made", () => {
    expect(ourPaymentId(id)).toBe(id);
    for (const other of [null, undefined, "", "pay_1", id.slice(1), `${id}x`, id.toUpperCase()])
      expect(ourPaymentId(other)).toBeNull();
  });
});
