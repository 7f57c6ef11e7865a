/** The age of a delivery, and the format of its timestamp and id. */
import { describe, expect, test } from "vitest";
import { expectRefused, NOW, paid, post } from "../../../test/due-delivery.ts";
import { keyOf, signature, signedHeaders } from "../../../test/signing.ts";
import { BASE, START, STORAGES } from "../../../test/world.ts";
import { dodoPaymentProvider } from "./index.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each([-299, 299, -300, 300])(
    "[V04] a delivery of %i s from now is accepted",
    async (offset) => {
      const { world, body } = await paid({ storage });
      await using _ = world;
      const response = await world.deliver(body, { timestamp: START / 1_000 + offset });
      expect([response.status, world.host.balance("ada")]).toEqual([200, 500]);
    },
  );

  test.each([-301, 301])("[V04] a delivery of %i s from now is 401", async (offset) => {
    const { world, body } = await paid({ storage });
    await using _ = world;
    await expectRefused(world, await world.deliver(body, { timestamp: START / 1_000 + offset }));
  });

  test.each([
    `${NOW}abc`,
    `${NOW}.5`,
    `-${NOW}`,
    `+${NOW}`,
    `0${NOW}`,
    `${NOW}0000000000`,
    "1e9",
    "0x6a00",
    "",
    "NaN",
  ])("[V04] the timestamp %j is 401", async (timestamp) => {
    const { world, body } = await paid({ storage });
    await using _ = world;
    const { dodo } = world;
    await expectRefused(
      world,
      await post(world, body, signedHeaders(dodo.webhook_key, "msg_a", timestamp, body)),
    );
    // Signed over what a lenient reader would make of it.
    const lenient = signature(
      dodo.webhook_key,
      "msg_a",
      String(Number.parseInt(timestamp, 10)),
      body,
    );
    await expectRefused(
      world,
      await post(world, body, {
        ...signedHeaders(dodo.webhook_key, "msg_a", timestamp, body),
        "webhook-signature": lenient,
      }),
    );
  });

  test.each(["msg_a.1", "msg a", "msg_a,msg_b", "m".repeat(129), "msg_é", "msg_a;"])(
    "[V05] the id %j is 401",
    async (id) => {
      const { world, body } = await paid({ storage });
      await using _ = world;
      await expectRefused(
        world,
        await post(world, body, signedHeaders(world.dodo.webhook_key, id, NOW, body)),
      );
    },
  );

  test("[V05] an id sent twice is 401, one of 128 characters is accepted", async () => {
    const { world, body } = await paid({ storage });
    await using _ = world;
    const headers = new Headers(signedHeaders(world.dodo.webhook_key, "msg_a, msg_b", NOW, body));
    headers.set("webhook-id", "msg_a");
    headers.append("webhook-id", "msg_b");
    await expectRefused(
      world,
      await world.payment.fetch(new Request(`${BASE}/webhook`, { method: "POST", headers, body })),
    );
    expect(
      (await post(world, body, signedHeaders(world.dodo.webhook_key, "m".repeat(128), NOW, body)))
        .status,
    ).toBe(200);
  });
});

/** Headers that may have any value, also those that a runtime rejects. */
class OddHeaders extends Headers {
  readonly #odd: Record<string, string>;

  constructor(odd: Record<string, string>) {
    super();
    this.#odd = odd;
  }

  override get(name: string): string | null {
    return this.#odd[name] ?? null;
  }
}

/** Reads a delivery outside of a service. */
function readOdd(key: string, headers: Record<string, string>, body: string): unknown {
  const runtime = {
    env: () => undefined,
    clock: () => START,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  return dodoPaymentProvider({ webhook_key: key })
    .create(runtime)
    .readDelivery(new OddHeaders(headers), new TextEncoder().encode(body));
}

test("[V05] a newline in the id, and [V04] a space before the timestamp, are refused where a runtime lets them through", () => {
  const key = keyOf(32);
  const read = (id: string, timestamp: string): unknown =>
    readOdd(key, signedHeaders(key, id, timestamp, "{}"), "{}");
  expect(read("msg_a", NOW)).toMatchObject({ signed: true });
  for (const id of ["msg_a\nmsg_b", "msg_a\r\n", "\nmsg_a", "msg_a\u0000", "msg_a\n"])
    expect(() => read(id, NOW), JSON.stringify(id)).toThrow("signature");
  for (const timestamp of [
    ` ${NOW}`,
    `${NOW} `,
    `${NOW}\n`,
    "\u0661\u0667\u0669\u0665\u0664\u0662\u0665\u0667\u0666\u0660",
  ])
    expect(() => read("msg_a", timestamp), JSON.stringify(timestamp)).toThrow("signature");
});
