/** The requests that are sent to Dodo's API, and how long they may take. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { expectFailure, posts, watchConsole } from "../../../test/failed-checkout.ts";
import { createWorld, type World } from "../../../test/world.ts";

describe("[X12] variables of the SDK", () => {
  const NAMES = {
    DODO_PAYMENTS_BASE_URL: "https://canary.example",
    DODO_PAYMENTS_CUSTOM_HEADERS:
      "x-canary: 1\nAuthorization: Bearer canary\ncontent-type: text/canary\naccept: text/canary\nuser-agent: canary",
    DODO_PAYMENTS_LOG: "debug",
    DODO_PAYMENTS_API_KEY: "canary",
    DODO_PAYMENTS_WEBHOOK_KEY: "canary",
  };
  beforeEach(() => {
    for (const [name, value] of Object.entries(NAMES)) vi.stubEnv(name, value);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test("change neither where nor what is sent, and print nothing", async () => {
    await using printed = watchConsole();
    const seen: Request[] = [];
    await using world: World = await createWorld({
      provider: { fetch: async (request) => await watch(seen, request, () => world) },
    });
    const checkout = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(checkout.provider_session_id);
    await world.dodo.deliver();
    await world.payment.reconcile();
    expect(world.host.balance("ada")).toBe(500);
    expect(
      seen.map(
        ({ method, url }) =>
          `${method} ${new URL(url).origin}${new URL(url).pathname.replace(/_[A-Za-z0-9]{21}$/, "")}`,
      ),
    ).toEqual([
      "GET http://dodo.localhost/products/pdt_topup",
      "POST http://dodo.localhost/checkouts",
      "GET http://dodo.localhost/payments/pay",
      "GET http://dodo.localhost/payments",
    ]);
    for (const request of seen) {
      expect(Object.fromEntries(request.headers)).toEqual({
        accept: "application/json",
        authorization: `Bearer ${world.dodo.api_key}`,
        "content-type": "application/json",
        "user-agent": "payment-server",
      });
      expect(request.redirect).toBe("manual");
    }
    expect(printed.lines).toEqual([]);
  });
});

describe("[A03] [A04] deadlines, in real time", () => {
  test("a request that hangs is given up after four seconds, sent once, and the topup is usable at once", async () => {
    await using world = await createWorld({ storage: "sqlite" });
    const { topup_id } = world.host.addTopup();
    world.dodo.faults.api = { hang: 1, only: { method: "POST" } };
    await expectFailure(world, topup_id, {
      status: 503,
      code: "provider_unavailable",
      sentence: /did not answer in time/,
      retry_after: "5",
    });
    expect(posts(world)).toBe(1);
    expect(await world.create(topup_id)).toMatchObject({ status: "pending" });
    expect(posts(world)).toBe(2);
  });
});

/** Records a request and sends it to the local Dodo. */
async function watch(seen: Request[], request: Request, world: () => World): Promise<Response> {
  seen.push(request.clone());
  return await world().dodo.fetch(request);
}
