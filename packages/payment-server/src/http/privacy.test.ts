import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keyOf } from "../../test/signing.ts";
import { createWorld, STORAGES, type StorageKind, type World } from "../../test/world.ts";
import { bearerMatches, consoleLogger } from "../index.ts";

const CANARY = {
  email: "canary.mail@example.com",
  name: "Canary Wing",
  street: "7 Canary Street",
  card: "4000056655665556",
  api_key: "dodo_test_CANARYKEY",
  webhook_key: keyOf(33, 0xca),
  bearer: "CANARY-bearer-of-the-session",
  host: "CANARY text of the host: user 7 has no wallet",
  dodo: "CANARY text of Dodo's",
};

/** How each may be written: as it is, or escaped for an address. */
const SPELLED = Object.values(CANARY).flatMap((text) => [
  text,
  encodeURIComponent(text),
  text.replace("whsec_", ""),
]);

const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  for (const method of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, method).mockImplementation(
      (...given) => void printed.push(given.map(String).join(" ")),
    );
});
afterEach(() => void vi.restoreAllMocks());

async function open(storage: StorageKind): Promise<World> {
  return await createWorld({
    storage,
    dodo: { api_key: CANARY.api_key, webhook_key: CANARY.webhook_key },
    service: {
      logger: consoleLogger,
      authenticate: (request) =>
        bearerMatches(request, CANARY.bearer) ? { user_id: "ada", admin: true } : null,
    },
  });
}

/** Everything a buyer and Dodo tell us that is nobody's business. */
const PERSONAL = {
  customer: {
    customer_id: "cus_1",
    email: CANARY.email,
    name: CANARY.name,
    phone_number: CANARY.card,
    metadata: { email: CANARY.email },
  },
  billing: {
    country: "US",
    state: "NY",
    city: CANARY.name,
    street: CANARY.street,
    zipcode: CANARY.card,
  },
  card_holder_name: CANARY.name,
  card_last_four: CANARY.card,
  error_message: CANARY.dodo,
  custom_field_responses: [{ key: "email", value: CANARY.email }],
  payment_link: `https://dodo.example/${encodeURIComponent(CANARY.email)}`,
  invoice_url: `https://dodo.example/${CANARY.card}`,
};

/** Sends as the administrator whose bearer is a canary, and keeps what is answered. */
function recorder(
  world: World,
  answers: string[],
): (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response> {
  return async (method, path, body, headers = {}) => {
    const response = await world.send(method, path, {
      headers: { authorization: `Bearer ${CANARY.bearer}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    answers.push(`${[...response.headers].join("\n")}\n${await response.clone().text()}`);
    return response;
  };
}

/** All that is stored, as the storage tells it and, where there is a file, as its bytes. */
async function stored(world: World): Promise<string[]> {
  const payments = await world.storage.listPayments({ filter: {}, after: null, limit: 200 });
  const rows: unknown[] = [
    ...payments,
    ...(await world.storage.listEvents({ filter: {}, after: null, limit: 200 })),
  ];
  for (const { payment_id, topup_id } of payments)
    rows.push(await world.storage.listAudit(payment_id), await world.storage.readCredit(topup_id));
  const files = readdirSync(world.folder).map((name) =>
    readFileSync(join(world.folder, name), "latin1"),
  );
  return [...rows.map((row) => JSON.stringify(row)), ...files];
}

async function expectNoCanary(world: World, answers: readonly string[]): Promise<void> {
  for (const text of [...answers, ...printed, ...(await stored(world))]) {
    for (const canary of SPELLED)
      expect(text.includes(canary), `${canary} in ${text.slice(0, 2_000)}`).toBe(false);
  }
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[W09] a journey with personal data leaves none of it in the database, the log or an answer", async () => {
    await using world = await open(storage);
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
    expect(new Set(statuses)).toEqual(new Set([200, 303]));
    expect(await world.allEvents()).not.toEqual([]);
    await expectNoCanary(world, answers);
  });

  test("[W09] errors on every path leave none of it in the database, the log or an answer", async () => {
    await using world = await open(storage);
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
    await expectNoCanary(world, answers);
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
    await using world = await open(storage);
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
    await expectNoCanary(world, answers);
    world.host.before = null;
    world.host.reading = null;
    world.clock.advance(120_000);
    await world.payment.reconcile();
    expect(world.host.balance("ada")).toBe(500);
  });
});

describe("the log", () => {
  const HOSTILE =
    "a\r\nfake line\u001b[31mred\u001b]0;title\u0007\u0000\u0008\u007f\u009b31m\u2028b\u2029";
  const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

  test("[W10] CR, LF and ANSI in a value become one escaped line", () => {
    for (const level of ["info", "warn", "error"] as const)
      consoleLogger[level]("a message", { value: HOSTILE, other: 1, none: null });
    expect(printed).toHaveLength(3);
    for (const line of printed) {
      expect(line).not.toMatch(CONTROL);
      expect(line).toContain(
        String.raw`value="a\r\nfake line\u001b[31mred\u001b]0;title\u0007\u0000\b\u007f\u009b31m\u2028b\u2029" other=1 none=null`,
      );
    }
  });

  test("[W10] an error of the host with CR, LF and ANSI in its text, name and stack is one line", async () => {
    await using world = await createWorld({ service: { logger: consoleLogger } });
    const checkout = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(checkout.provider_session_id);
    const error = Object.assign(new Error(`${HOSTILE}\n    at ${HOSTILE}`), { name: HOSTILE });
    world.host.before = () => Promise.reject(error);
    await world.dodo.deliver();
    expect(printed.filter((line) => line.includes("finishTopup() failed"))).toEqual([
      expect.stringMatching(/ cause="Error" place="at .+:\d+:\d+\)?"$/),
    ]);
    for (const line of printed) expect(line).not.toMatch(CONTROL);
    expect(printed.join()).not.toContain("fake line");
  });
});
