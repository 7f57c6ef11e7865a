/** Requests that do not begin with `base_path`. */
import { describe, expect, test } from "vitest";
import { liveService } from "../../test/scenes.ts";
import { createWorld, type World } from "../../test/world.ts";
import type { PaymentService } from "../index.ts";

async function said(world: World, url: string, service?: PaymentService): Promise<unknown> {
  const response = await world.send("GET", url, { as: null, ...(service ? { service } : {}) });
  expect(response.status).toBe(404);
  return await response.json();
}

const NOTHING = {
  code: "not_found",
  error: "There is nothing here.",
  request_id: expect.any(String),
};

describe("in test mode", () => {
  test.each([
    "/api/payment/methods",
    "/methods",
    "/",
    "/v1/payments/methods",
    "/v1/paymentmethods",
    "/v1",
    "/v1/Payment/methods",
    "/shop/v1/payment/methods",
    "/v1//payment/methods",
    "/%3Cscript%3E",
  ])("[F25] a 404 for %s says where the routes are, and repeats nothing", async (path) => {
    await using world = await createWorld();
    expect(await said(world, `http://localhost:3000${path}`)).toEqual({
      ...NOTHING,
      error:
        "There is nothing here: the payment routes are below `/v1/payment`, and the handler was called with another path, as where a framework removes a prefix. Set `base_path` to what the handler sees, or correct the address that was called.",
    });
  });

  test.each([
    ["/pay", "`/pay`"],
    ["/v1/payment/", "`/v1/payment`"],
  ])("[F25] with base_path %s it names that", async (base_path, shown) => {
    await using world = await createWorld({ service: { base_path } });
    expect(await said(world, "http://localhost:3000/api/methods")).toMatchObject({
      error: expect.stringContaining(`below ${shown},`),
    });
  });

  test.each(["/nothing", "", "/", "/events/x", "/payments/me/x"])(
    "[F25] below the right prefix %j is answered as an admin route is to others",
    async (path) => {
      await using world = await createWorld();
      expect(await said(world, `http://localhost:3000/v1/payment${path}`)).toEqual(NOTHING);
      const events = await world.send("GET", "/events", { as: "user:ada" });
      expect([events.status, await events.json()]).toEqual([404, NOTHING]);
    },
  );

  test("[F25] at the root there is no wrong prefix", async () => {
    await using world = await createWorld({ service: { base_path: "" } });
    expect(await said(world, "http://localhost:3000/v1/payment/methods")).toEqual(NOTHING);
  });
});

test("[F25] in live mode a 404 says nothing more", async () => {
  await using world = await createWorld();
  expect(await said(world, "https://shop.example/api/payment/methods", liveService(world))).toEqual(
    NOTHING,
  );
});

describe("is a finding of check()", () => {
  const wrongPaths = async (world: World): Promise<string[]> =>
    (await world.payment.check()).findings
      .filter(({ code }) => code === "wrong_path")
      .map(({ level, message }) => `${level}: ${message}`);

  test.each(["/methods", "/api/payment/checkout/create", "/shop/v1/payment/payments/me/"])(
    "[F25] in test mode, when %s was called",
    async (path) => {
      await using world = await createWorld();
      await said(world, `http://localhost:3000${path}`);
      await said(world, `http://localhost:3000${path}`);
      const [finding, ...more] = await wrongPaths(world);
      expect(more).toEqual([]);
      expect(finding).toContain("does not begin with `base_path`, which is `/v1/payment`");
      expect(finding).toContain("Seen 2 times");
      expect(finding).not.toContain("/shop");
    },
  );

  test("[F25] in any mode, when a delivery came to another path", async () => {
    await using world = await createWorld();
    const service = liveService(world);
    await service.fetch(
      new Request("https://shop.example/v1/payment", {
        method: "POST",
        headers: { "webhook-id": "msg_1", "webhook-signature": "v1,x" },
        body: "{}",
      }),
    );
    const { findings } = await service.check();
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: "warning",
        code: "wrong_path",
        message: expect.stringContaining("another path than `/v1/payment/webhook`"),
      }),
    );
  });

  test("[F25] but not for a scanner's paths", async () => {
    await using world = await createWorld();
    for (const path of ["/wp-login.php", "/.env", "/", "/v1/payment/nothing"])
      await said(world, `http://localhost:3000${path}`);
    await said(world, "https://shop.example/api/payment/methods", liveService(world));
    expect(await wrongPaths(world)).toEqual([]);
  });
});
