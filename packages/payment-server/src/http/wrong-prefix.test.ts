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
        "There is nothing here: the payment routes are below `/v1/payment`. Set `base_path` to where they are mounted, or correct the address that was called.",
    });
  });

  test.each([
    ["/pay", "`/pay`"],
    ["/v1/payment/", "`/v1/payment`"],
  ])("[F25] with base_path %s it names that", async (base_path, shown) => {
    await using world = await createWorld({ service: { base_path } });
    expect(await said(world, "http://localhost:3000/api/methods")).toMatchObject({
      error: expect.stringContaining(`below ${shown}.`),
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
