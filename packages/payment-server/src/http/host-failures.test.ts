/** A function of the host that fails: what is logged, and how long check() calls it an error. */
import { describe, expect, test } from "vitest";
import { expectRefusal } from "../../test/refusals.ts";
import { MINUTE, open } from "../../test/scenes.ts";
import { createWorld, type World } from "../../test/world.ts";
import { dodoPaymentProvider, type DodoOptions } from "../index.ts";

class JsonWebTokenError extends Error {
  override name = "JsonWebTokenError";
}

/** Returns the levels of the findings about a function of the host that fails. */
async function levels({ payment }: World): Promise<string[]> {
  const { findings } = await payment.check();
  return findings.filter(({ code }) => code === "host_unavailable").map(({ level }) => level);
}

const failing = (): never => {
  throw new Error("no such table: topups");
};

describe("a function of the host that fails", () => {
  test("[O06] readTopup() is an error of check() until it works again", async () => {
    await using world = await createWorld();
    const { topup_id } = world.host.addTopup();
    world.host.reading = failing;
    await expect(world.create(topup_id)).rejects.toThrow("503");
    expect([await levels(world), (await world.payment.check()).ok]).toEqual([["error"], false]);
    world.host.reading = null;
    await world.create(topup_id);
    expect([await levels(world), (await world.payment.check()).ok]).toEqual([["warning"], true]);
  });

  test("[O06] finishTopup() is an error of check() until it works again", async () => {
    await using world = await createWorld();
    const { session_id } = await open(world);
    world.host.before = failing;
    await world.dodo.pay(session_id);
    await world.dodo.deliver();
    expect(await levels(world)).toEqual(["error"]);
    world.host.before = null;
    world.clock.advance(MINUTE);
    await world.payment.reconcile();
    expect(await levels(world)).toEqual(["warning"]);
  });

  test("[O06] authenticate() is an error until it works again, whatever else works", async () => {
    await using world = await createWorld();
    let broken = true;
    const service = world.secondService({ authenticate: () => (broken ? failing() : null) });
    const call = async (): Promise<Response> =>
      await world.send("GET", "/payments/me", { service });
    expect((await call()).status).toBe(503);
    const of = { ...world, payment: service };
    expect(await levels(of)).toEqual(["error"]);
    broken = false;
    expect((await call()).status).toBe(401);
    expect(await levels(of)).toEqual(["warning"]);
  });

  test("[O06] is logged once a minute for each cause, however often it is called", async () => {
    await using world = await createWorld();
    let text = "the pool is empty";
    const authenticate = (): never => {
      throw new Error(text);
    };
    const service = world.secondService({ authenticate });
    const lines = async (): Promise<number> => {
      for (let at = 0; at < 50; at += 1) await world.send("GET", "/payments/me", { service });
      return world.log.splice(0).filter((line) => line.includes("authenticate()")).length;
    };
    expect(await lines()).toBe(1);
    expect(await lines()).toBe(0);
    text = "another cause";
    expect(await lines()).toBe(1);
    world.clock.advance(MINUTE);
    expect(await lines()).toBe(1);
  });
});

describe("authenticate() that throws for a wrong token", () => {
  test.each([
    ["jsonwebtoken", new JsonWebTokenError("invalid signature")],
    ["jose", Object.assign(new Error("Invalid Compact JWS"), { code: "ERR_JWS_INVALID" })],
    ["any with status 401", Object.assign(new Error("no"), { status: 401 })],
  ])("[F27] as %s does: 401, and the log says to return null", async (_, error) => {
    await using world = await createWorld();
    const service = world.secondService({ authenticate: async () => await Promise.reject(error) });
    for (let at = 0; at < 5; at += 1)
      await expectRefusal(
        await world.send("GET", "/payments/me", { service }),
        401,
        "unauthorized",
        "Sign in first.",
      );
    expect(world.log.filter((line) => line.includes("catch it and return null"))).toHaveLength(1);
  });

  test.each([
    new JsonWebTokenError("secret or public key must be provided"),
    new JsonWebTokenError("error in secret or public key callback: connect ECONNREFUSED"),
    Object.assign(new Error("no keys"), { code: "ERR_JWKS_TIMEOUT" }),
    Object.assign(new Error("down"), { status: 500 }),
  ])("[F27] but not for a fault of the server: %s", async (error) => {
    await using world = await createWorld();
    const service = world.secondService({ authenticate: async () => await Promise.reject(error) });
    expect((await world.send("GET", "/payments/me", { service })).status).toBe(503);
  });
});

describe("a `product_id` of the application", () => {
  test.each<[string, () => unknown, number, string, RegExp]>([
    ["throws", failing, 503, "host_unavailable", /`product_id` could not choose a product/],
    [
      "is async",
      async () => "pdt_1",
      500,
      "configuration",
      /not as a promise; it returned a promise/,
    ],
    ["rejects", async () => failing(), 500, "configuration", /not as a promise/],
    ["returns a number", () => 7, 500, "configuration", /as a string/],
  ])(
    "[F28] that %s is named by the log and by check()",
    async (_, product_id, status, code, sentence) => {
      await using world = await createWorld();
      const provider = dodoPaymentProvider({
        api_key: world.dodo.api_key,
        webhook_key: world.dodo.webhook_key,
        api_base_url: world.dodo.url,
        product_id: product_id as NonNullable<DodoOptions["product_id"]>,
      });
      const service = world.secondService({ providers: [provider] });
      const { topup_id } = world.host.addTopup();
      const response = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { topup_id },
        service,
      });
      await expectRefusal(response, status, code, sentence);
      expect(world.log.join()).toMatch(sentence);
      const { ok, findings } = await service.check();
      expect([ok, findings.map((finding) => finding.code)]).toEqual([
        false,
        expect.arrayContaining([code]),
      ]);
    },
  );
});
