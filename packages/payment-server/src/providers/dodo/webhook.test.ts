/** Deliveries whose body, headers or signature were altered or left out. */
import { describe, expect, test } from "vitest";
import { expectRefused, NOW, paid, post } from "../../../test/due-delivery.ts";
import { signature, signedHeaders } from "../../../test/signing.ts";
import { BASE, STORAGES } from "../../../test/world.ts";
import { dodoPaymentProvider } from "./index.ts";

test("[V02] the vector of Standard Webhooks has the signature it should", () => {
  const body = '{"test": 2432232314}';
  const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  const expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  expect(signature(key, id, "1614265330", body)).toBe(expected);
  const runtime = {
    env: () => undefined,
    clock: () => 1_614_265_330_000,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  const provider = dodoPaymentProvider({ webhook_key: key }).create(runtime);
  const headers = new Headers({
    "webhook-id": id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": expected,
  });
  expect(provider.readDelivery(headers, new TextEncoder().encode(body))).toMatchObject({
    signed: true,
    event_id: `dodo:${id}`,
    type: "unknown",
  });
});

describe.each(STORAGES)("on %s", (storage) => {
  test("[V03] one flipped bit of the body is 401, and nothing happens", async () => {
    const { world, body } = await paid({ storage });
    await using _ = world;
    const headers = signedHeaders(world.dodo.webhook_key, "msg_a", NOW, body);
    const bytes = new TextEncoder().encode(body);
    for (let bit = 0; bit < bytes.length * 8; bit += 61) {
      const flipped = bytes.slice();
      flipped.set([(bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3);
      const response = await world.payment.fetch(
        new Request(`${BASE}/webhook`, { method: "POST", headers, body: flipped }),
      );
      expect(response.status, `bit ${bit}`).toBe(401);
    }
    await expectRefused(world, await post(world, `${body} `, headers));
    expect(
      world.dodo.requests.filter(
        ({ method, path }) => method === "GET" && path.startsWith("/payments"),
      ),
    ).toEqual([]);
    expect((await post(world, body, headers)).status).toBe(200);
    expect(world.host.balance("ada")).toBe(500);
  });

  test("[V03] one flipped bit of the id or of the timestamp is 401, and nothing happens", async () => {
    const { world, body } = await paid({ storage });
    await using _ = world;
    const headers = signedHeaders(world.dodo.webhook_key, "msg_abcXYZ019", NOW, body);
    for (const name of ["webhook-id", "webhook-timestamp"]) {
      const value = headers[name] ?? "";
      for (let at = 0; at < value.length; at += 1) {
        const flipped =
          value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ 1) + value.slice(at + 1);
        await expectRefused(world, await post(world, body, { ...headers, [name]: flipped }));
      }
    }
    expect((await post(world, body, headers)).status).toBe(200);
  });

  test.each(["webhook-id", "webhook-timestamp", "webhook-signature"])(
    "[V03] a delivery without %s is 401",
    async (name) => {
      const { world, body } = await paid({ storage });
      await using _ = world;
      const headers = Object.entries(
        signedHeaders(world.dodo.webhook_key, "msg_a", NOW, body),
      ).filter(([key]) => key !== name);
      await expectRefused(world, await post(world, body, Object.fromEntries(headers)));
    },
  );
});
