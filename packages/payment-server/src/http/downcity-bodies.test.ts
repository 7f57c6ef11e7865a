/** Bodies inside a Federation: the webhook gets its bytes unread, an action gets them read. */
import { describe, expect, test } from "vitest";
import { createCity, isAction, registered } from "../../test/city.ts";
import { ORIGIN } from "../../test/world.ts";

describe("bodies", () => {
  test.each([
    ["as it came", (json: string) => json],
    ["behind a byte order mark", (json: string) => `\uFEFF${json}`],
    ["with spaces and line ends", (json: string) => `\r\n ${json}\n`],
  ])("[D04] [V08] a delivery %s is verified over its raw bytes", async (_, write) => {
    await using city = await createCity();
    const { topup_id } = city.world.host.addTopup();
    const { provider_session_id } = await city.create(topup_id);
    const delivery = await city.delivery(provider_session_id, write);
    const answer = await city.base.fetch(delivery);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ sync_status: "applied" }),
    ]);
    expect(city.world.host.balance("ada")).toBe(500);
  });

  test("[D04] a delivery whose body was read before is answered 503, so that it is sent again", async () => {
    await using city = await createCity();
    const { provider_session_id } = await city.create(city.world.host.addTopup().topup_id);
    const delivery = await city.delivery(provider_session_id);
    await delivery.text();
    const answer = await city.base.fetch(delivery);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({
        code: "configuration",
        error: expect.stringContaining("read before this handler"),
      }),
    ]);
  });

  test("[D04] [V10] 257 KiB, a content-length that lies and a sender that hangs are refused", async () => {
    await using city = await createCity();
    const post = async (body: BodyInit, headers: Record<string, string> = {}): Promise<number> => {
      const init = { method: "POST", body, headers, duplex: "half" };
      return (await city.base.fetch(new Request(`${ORIGIN}/v1/payment/webhook`, init))).status;
    };
    expect(await post("a".repeat(257 * 1_024))).toBe(413);
    expect(await post("a".repeat(257 * 1_024), { "content-length": "2" })).toBe(413);
    let cancelled = 0;
    const hanging = (): ReadableStream<Uint8Array<ArrayBuffer>> =>
      new ReadableStream({ cancel: () => void (cancelled += 1) });
    expect(await post(hanging(), { "content-length": String(300 * 1_024) })).toBe(413);
    const started_at = performance.now();
    expect(await post(hanging(), { "content-length": "10" })).toBe(408);
    expect([performance.now() - started_at < 6_000, cancelled]).toEqual([true, 2]);
  });

  test("[D04] an action's body that is broken, too large or unreadable is refused", async () => {
    await using city = await createCity();
    expect(
      await city.json("POST", "/checkout/create", { as: "ada", body: "{broken" }),
    ).toMatchObject([400, { code: "invalid_json" }]);
    expect(await city.json("POST", "/checkout/create", { as: "ada", body: "[1]" })).toMatchObject([
      400,
      { code: "invalid_request" },
    ]);
    expect(
      await city.json("POST", "/checkout/create", { as: "ada", body: "a".repeat(257 * 1_024) }),
    ).toMatchObject([413, { code: "body_too_large" }]);
    const create = registered(city)
      .filter(isAction)
      .find(({ path }) => path === "/checkout/create");
    const request = new Request(`${ORIGIN}/v1/payment/checkout/create`, {
      method: "POST",
      headers: { "content-length": "40" },
    });
    for (const text of [
      async () => await Promise.reject(new Error("gone")),
      () => {
        throw new Error("gone");
      },
    ]) {
      expect((await create?.handler({ user: { user_id: "ada" }, request, text }))?.status).toBe(
        400,
      );
    }
  });
});
