/** Deliveries with several keys, as during a rotation, and with many signatures. */
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test, vi } from "vitest";
import { expectRefused, NOW, paid, post } from "../../../test/due-delivery.ts";
import { keyOf, signature, signedHeaders } from "../../../test/signing.ts";
import { STORAGES } from "../../../test/world.ts";
import { dodoPaymentProvider } from "./index.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test("[V06] with two keys either signature or both are accepted; without the old key it is 401", async () => {
    const { world, body } = await paid({
      storage,
      provider: { webhook_key: `${keyOf(32, 1)} ${keyOf(32, 2)}` },
    });
    await using _ = world;
    const { api_key, url: api_base_url, fetch } = world.dodo;
    const renewed = world.secondService({
      providers: [dodoPaymentProvider({ webhook_key: keyOf(32, 2), api_key, api_base_url, fetch })],
    });
    await expectRefused(
      world,
      await world.deliver(body, { keys: [keyOf(32, 1)], service: renewed }),
    );
    await expectRefused(world, await world.deliver(body, { keys: [keyOf(32, 3)] }));
    for (const keys of [
      [keyOf(32, 1)],
      [keyOf(32, 2)],
      [keyOf(32, 1), keyOf(32, 2)],
      [keyOf(32, 3), keyOf(32, 2)],
    ]) {
      expect((await world.deliver(body, { keys, webhook_id: "msg_rotation" })).status).toBe(200);
    }
    expect(world.host.balance("ada")).toBe(500);
    expect(
      (
        await world.deliver(body, {
          keys: [keyOf(32, 2)],
          webhook_id: "msg_renewed",
          service: renewed,
        })
      ).status,
    ).toBe(200);
  });
});

describe("signatures", () => {
  afterEach(() => void vi.restoreAllMocks());

  test("[V07] the right one among eight is found, one among nine is 401", async () => {
    const { world, body } = await paid();
    await using _ = world;
    const headers = signedHeaders(world.dodo.webhook_key, "msg_a", NOW, body);
    const junk = signature(keyOf(32), "msg_a", NOW, body);
    const among = (count: number): Record<string, string> => ({
      ...headers,
      "webhook-signature": `${`${junk} `.repeat(count)}${headers["webhook-signature"]}`,
    });
    await expectRefused(world, await post(world, body, among(8)));
    expect((await post(world, body, among(7))).status).toBe(200);
  });

  test("[V07] ten thousand of them cost no more work than one", async () => {
    const { world, body } = await paid();
    await using _ = world;
    const headers = signedHeaders(world.dodo.webhook_key, "msg_a", NOW, body);
    const sign = vi.spyOn(Webhook.prototype, "sign");
    await expectRefused(
      world,
      await post(world, body, {
        ...headers,
        "webhook-signature": Array.from(
          { length: 10_000 },
          () => headers["webhook-signature"],
        ).join(" "),
      }),
    );
    expect(sign).not.toHaveBeenCalled();
    const junk = ["A", "B", "C"].map((letter) => `v1,${letter.repeat(43)}=`).join(" ");
    await expectRefused(world, await post(world, body, { ...headers, "webhook-signature": junk }));
    expect(sign).toHaveBeenCalledTimes(1);
  });

  test("[V07] `v1a` only, `v1` without a comma, another version, another case or no version is 401", async () => {
    const { world, body } = await paid();
    await using _ = world;
    const headers = signedHeaders(world.dodo.webhook_key, "msg_a", NOW, body);
    const base64 = (headers["webhook-signature"] ?? "").slice("v1,".length);
    for (const odd of [
      `v1a,${base64}`,
      `v1${base64}`,
      `v2,${base64}`,
      `V1,${base64}`,
      base64,
      `v1,${base64.slice(0, -1)}`,
      `v1, ${base64}`,
      `v1,${base64}=`,
      "v1,",
      "",
    ]) {
      await expectRefused(world, await post(world, body, { ...headers, "webhook-signature": odd }));
    }
  });
});
