import { describe, expect, test } from "vitest";
import {
  CANARY,
  createCanaryWorld,
  expectNoCanary,
  PERSONAL,
  recorder,
  watchConsole,
} from "../../test/canaries.ts";
import { keyOf } from "../../test/signing.ts";
import { STORAGES } from "../../test/world.ts";

const printed = watchConsole();

describe.each(STORAGES)("on %s", (storage) => {
  test("[W09] a journey with personal data leaves none of it in the database, the log or an answer", async () => {
    await using world = await createCanaryWorld(storage);
    const answers: string[] = [];
    const send = recorder(world, answers);
    const statuses: number[] = [];
    for (const result of ["succeeded", "failed", "processing", "cancelled"] as const) {
      const { topup_id } = world.host.addTopup();
      const created = (await (
        await send("POST", "/checkout/create", { topup_id, email: CANARY.email, card: CANARY.card })
      ).json()) as { provider_session_id: string };
      const payment = await world.dodo.pay(created.provider_session_id, {
        result,
        overrides: PERSONAL,
      });
      if (result === "succeeded")
        await world.dodo.refund(payment.payment_id, { amount: 100, reason: CANARY.dodo });
      if (result === "succeeded") await world.dodo.dispute(payment.payment_id, {});
      const { ref } = await world.only(topup_id);
      const query = `ref=${ref}&payment_id=${payment.payment_id}&status=${result}&email=${encodeURIComponent(CANARY.email)}`;
      statuses.push(
        (await send("GET", `/redirect/success?${query}`)).status,
        (await send("GET", `/redirect/success?${query}`, undefined, { accept: "application/json" }))
          .status,
      );
      await send("GET", `/redirect/success?ref=${ref}`);
      await send("GET", `/redirect/cancel?ref=${ref}`);
    }
    for (const { status, body } of await world.dodo.deliver()) {
      statuses.push(status ?? 0);
      answers.push(body ?? "");
    }
    for (const { event_id } of await world.allEvents())
      statuses.push((await send("POST", "/events/replay", { event_id })).status);
    for (const path of [
      "/payments/me",
      "/payments",
      "/events",
      "/methods",
      "/payments/me?topup_id=tu_1",
    ])
      statuses.push((await send("GET", path)).status);
    statuses.push((await send("POST", "/reconcile", {})).status);
    answers.push(JSON.stringify(await world.payment.check()));
    // The provider's option `checkout` has sent the personal data to Dodo.
    expect(JSON.stringify(world.dodo.requests)).toContain(CANARY.street);
    expect(new Set(statuses)).toEqual(new Set([200, 303]));
    expect(await world.allEvents()).not.toEqual([]);
    await expectNoCanary(world, [...answers, ...printed]);
  });

  test("[W09] errors on every path leave none of it in the database, the log or an answer", async () => {
    await using world = await createCanaryWorld(storage);
    const answers: string[] = [];
    const send = recorder(world, answers);
    const { topup_id } = world.host.addTopup();
    const { provider_session_id } = (await (
      await send("POST", "/checkout/create", { topup_id })
    ).json()) as { provider_session_id: string };
    const evil = {
      [CANARY.email]: CANARY.card,
      topup_id: { [CANARY.street]: 1 },
      payment_id: CANARY.email,
      event_id: CANARY.street,
      decision: CANARY.card,
    };
    for (const path of ["/checkout/create", "/payments/release", "/events/replay", "/reconcile"]) {
      for (const body of [
        evil,
        `{"a":"${CANARY.email}`,
        CANARY.card,
        JSON.stringify(CANARY.street),
      ])
        await send("POST", path, body);
      await send("PUT", path, evil);
    }
    for (const path of [
      "/payments?status=",
      "/payments?cursor=",
      "/payments?limit=",
      "/events?type=",
      "/redirect/success?ref=",
      "/",
    ])
      await send("GET", path + encodeURIComponent(CANARY.email));
    await send("POST", "/checkout/create", {
      topup_id,
      return_to: `https://evil.example/${CANARY.card}`,
    });
    await send("POST", "/checkout/create", { topup_id, method_id: CANARY.card });
    await send("GET", "/payments", undefined, { authorization: `Bearer ${CANARY.bearer}x` });

    const payment = await world.dodo.pay(provider_session_id, { overrides: PERSONAL });
    const body = { type: "payment.succeeded", data: { ...payment, ...PERSONAL } };
    for (const keys of [[keyOf(32)], [CANARY.webhook_key]])
      answers.push(await (await world.deliver(`not JSON ${CANARY.email}`, { keys })).text());
    answers.push(await (await world.deliver(body, { keys: [keyOf(32)] })).text());
    for (const status of [400, 401, 403, 404, 409, 422, 429, 500, 503, 302]) {
      world.dodo.faults.api.fail = {
        status,
        code: "CANARY text of Dodo's",
        message: `${CANARY.dodo} ${CANARY.api_key} ${CANARY.email}`,
      };
      await send("POST", "/checkout/create", { topup_id: world.host.addTopup().topup_id });
      answers.push(
        await (await world.deliver(body, { webhook_id: `msg_${status}` })).text(),
        JSON.stringify(await world.payment.check()),
      );
      // After a 429 reconciliation waits until the clock has moved on.
      world.clock.advance(60_000);
      await send("POST", "/reconcile", {});
    }
    world.dodo.faults.api.fail = undefined;
    world.dodo.faults.api.transform = () => ({
      session_id: CANARY.email,
      checkout_url: `https://evil.example/${CANARY.card}`,
      price: CANARY.dodo,
    });
    await send("POST", "/checkout/create", { topup_id: world.host.addTopup().topup_id });
    world.dodo.faults.api.transform = undefined;
    world.host.before = () => Promise.reject(new Error(CANARY.host));
    answers.push(await (await world.deliver(body, { webhook_id: "msg_host" })).text());
    expect(printed).not.toEqual([]);
    expect(
      (await world.allEvents()).filter(({ sync_status }) => sync_status === "failed").length,
    ).toBeGreaterThan(5);
    await expectNoCanary(world, [...answers, ...printed]);
  });

  test.each([
    ["an error", () => new Error(CANARY.host)],
    [
      "an error of its own kind",
      () =>
        Object.assign(new TypeError(CANARY.host), {
          code: CANARY.host,
          status: 402,
          sql: CANARY.host,
        }),
    ],
    ["an error with a cause", () => new Error("outer", { cause: new Error(CANARY.host) })],
    [
      "a text that looks like a place",
      () => new Error(`a\n    at ${CANARY.host} (/srv/app.js:1:1)\n    at b`),
    ],
    [
      "an error whose stack is no text",
      () => Object.assign(new Error("odd"), { stack: [CANARY.host] }),
    ],
    ["a string", () => CANARY.host],
    ["an object", () => ({ message: CANARY.host, code: "not_found" })],
    ["nothing", () => undefined],
  ])("[W11] %s of the host's is never in an answer, a row or the log", async (_, thrown) => {
    await using world = await createCanaryWorld(storage);
    const answers: string[] = [];
    const send = recorder(world, answers);
    const { topup_id } = world.host.addTopup();
    const { provider_session_id } = (await (
      await send("POST", "/checkout/create", { topup_id })
    ).json()) as { provider_session_id: string };
    await world.dodo.pay(provider_session_id);
    const fail = (): never => {
      throw thrown();
    };
    world.host.before = fail;
    const [attempt] = await world.dodo.deliver();
    expect([attempt?.status, JSON.parse(attempt?.body ?? "")]).toEqual([
      503,
      expect.objectContaining({ code: "host_unavailable" }),
    ]);
    world.host.reading = fail;
    expect((await send("POST", "/checkout/create", { topup_id })).status).toBe(503);
    await send("POST", "/reconcile", {});
    const stranger = world.secondService({ authenticate: fail });
    const refused = await world.send("GET", "/payments/me", { service: stranger });
    expect([refused.status, await refused.clone().json()]).toEqual([
      503,
      expect.objectContaining({ code: "host_unavailable" }),
    ]);
    answers.push(attempt?.body ?? "", await refused.text());
    expect(await world.allEvents()).toEqual([
      expect.objectContaining({ sync_status: "failed", sync_error: "host_unavailable" }),
    ]);
    expect(printed).not.toEqual([]);
    await expectNoCanary(world, [...answers, ...printed]);
    world.host.before = null;
    world.host.reading = null;
    world.clock.advance(120_000);
    await world.payment.reconcile();
    expect(world.host.balance("ada")).toBe(500);
  });
});
