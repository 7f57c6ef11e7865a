import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { consoleLogger } from "../../index.ts";
import { createWorld, STORAGES, type World } from "../../../test/world.ts";

type Api = World["dodo"]["faults"]["api"];
interface Trouble {
  status: number;
  code: string;
  sentence: RegExp;
  retry_after?: string;
}

const RETRY: Trouble = {
  status: 503,
  code: "provider_unavailable",
  sentence: /try again in a few seconds/,
  retry_after: "5",
};
const UNWANTED_PAGE: Trouble = {
  status: 502,
  code: "provider_invalid",
  sentence: /names a page that is not on Dodo's hosts/,
};
const NO_PAGE: Trouble = {
  status: 502,
  code: "provider_invalid",
  sentence: /has no session and page/,
};
const KEY: Trouble = {
  status: 502,
  code: "provider_rejected",
  sentence:
    /refused the API key: check that DODO_PAYMENTS_API_KEY is a key of test_mode with write access/,
};
/** What Dodo's side says, which must not come out on ours. */
const FOREIGN = "canary dodo_test_emulator buyer@example.com";

const TROUBLES: [name: string, api: Api, trouble: Trouble][] = [
  ["401", fail(401, "UNAUTHORIZED"), KEY],
  ["403", fail(403, "FORBIDDEN"), KEY],
  [
    "422 of a known code",
    fail(422, "TOTAL_PAYMENT_AMOUNT_BELOW_MINIMUM_AMOUNT"),
    {
      status: 502,
      code: "provider_rejected",
      sentence: /about 50 cents.*raise your smallest topup/,
    },
  ],
  [
    "422 of a known code in lower case",
    fail(422, "merchant_not_live"),
    { status: 502, code: "provider_rejected", sentence: /not approved for live payments/ },
  ],
  [
    "422 of an unknown code",
    fail(422, FOREIGN),
    {
      status: 502,
      code: "provider_rejected",
      sentence: /Dodo refused the request; `check\(\)` says/,
    },
  ],
  [
    "400 without a message",
    {
      fail: {
        ...fail(400, "X").fail,
        status: 400,
        body: "{}",
        headers: { "content-type": "application/json" },
      },
    },
    { status: 502, code: "provider_rejected", sentence: /Dodo refused the request/ },
  ],
  ["404", fail(404, "NOT_FOUND"), NO_PAGE],
  ["408", fail(408, "TIMEOUT"), RETRY],
  [
    "409",
    fail(409, "CONFLICT"),
    { status: 502, code: "provider_rejected", sentence: /Dodo refused the request/ },
  ],
  [
    "429",
    fail(429, "TOO_MANY_REQUESTS", { "retry-after": "3600" }),
    {
      status: 503,
      code: "provider_unavailable",
      sentence: /asks for fewer requests/,
      retry_after: "10",
    },
  ],
  ["500", fail(500, "INTERNAL_SERVER_ERROR"), RETRY],
  ["503", fail(503, "DISCOUNT_CONCURRENT_REDEMPTION", { "x-should-retry": "true" }), RETRY],
  [
    "a page of HTML for an error",
    { fail: { status: 502, body: `<h1>${FOREIGN}</h1>`, path: /^\/checkouts$/ } },
    RETRY,
  ],
  [
    "a page of HTML for a success",
    { fail: { status: 200, body: `<h1>${FOREIGN}</h1>`, path: /^\/checkouts$/ } },
    NO_PAGE,
  ],
  [
    "broken JSON",
    {
      fail: {
        status: 200,
        body: "{",
        headers: { "content-type": "application/json" },
        path: /^\/checkouts$/,
      },
    },
    RETRY,
  ],
  [
    "a redirect",
    fail(302, "FOUND", { location: "https://canary.example/" }),
    { status: 502, code: "provider_invalid", sentence: /redirect; check DODO_API_BASE_URL/ },
  ],
  [
    "a redirect that keeps the method",
    fail(307, "FOUND", { location: "https://canary.example/" }),
    { status: 502, code: "provider_invalid", sentence: /redirect; check DODO_API_BASE_URL/ },
  ],
  ["no session", answer({ session_id: undefined }), NO_PAGE],
  ["an empty session", answer({ session_id: "" }), NO_PAGE],
  ["no page", answer({ checkout_url: undefined }), NO_PAGE],
  ["null for a page", answer({ checkout_url: null }), NO_PAGE],
  ["a page that is no address", answer({ checkout_url: FOREIGN }), NO_PAGE],
  ["a page elsewhere", page("https://canary.example/session/cks_1"), UNWANTED_PAGE],
  [
    "a page on the live host",
    page("https://checkout.dodopayments.com/session/cks_1"),
    UNWANTED_PAGE,
  ],
  [
    "a page on a host that looks like Dodo's",
    page("https://test.checkout.dodopayments.com.canary.example/"),
    UNWANTED_PAGE,
  ],
  [
    "a page behind a name",
    page("https://test.checkout.dodopayments.com@canary.example/"),
    UNWANTED_PAGE,
  ],
  ["a page with a name", page("https://canary@test.checkout.dodopayments.com/"), UNWANTED_PAGE],
  ["a page on another port", page("https://test.checkout.dodopayments.com:8443/"), UNWANTED_PAGE],
  [
    "an unencrypted page",
    page("http://test.checkout.dodopayments.com/session/cks_1"),
    UNWANTED_PAGE,
  ],
  ["a script for a page", page("javascript:canary()"), UNWANTED_PAGE],
  ["a connection that breaks after the session was made", { drop_after_commit: 1 }, RETRY],
];

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(TROUBLES)("[A03] [A04] [X12] Dodo answers with %s", (_, api, trouble) => {
    test("one request, a code and a sentence, no secret; the topup is usable at once", async () => {
      await using printed = watchConsole();
      await using world = await createWorld({ storage, service: { logger: consoleLogger } });
      const { topup_id } = world.host.addTopup();
      Object.assign(
        world.dodo.faults.api,
        structuredClone({ ...api, transform: undefined, fail: undefined }),
        { transform: api.transform, fail: api.fail },
      );
      await expectTrouble(world, topup_id, trouble);
      expect(posts(world)).toBe(1);
      expectNoSecret(world, printed.lines.join("\n"));
      expect(await world.only(topup_id)).toMatchObject({
        status: "failed",
        provider_session_id: null,
        checkout_url: null,
      });
      world.dodo.faults.api = {};
      const checkout = await world.create(topup_id);
      await world.dodo.pay(checkout.provider_session_id);
      await world.dodo.deliver();
      expect(world.host.balance("ada")).toBe(500);
      expect(posts(world)).toBe(2);
    });
  });

  test.each<[number, Trouble]>([
    [401, KEY],
    [429, { ...RETRY, sentence: /fewer requests/, retry_after: "10" }],
    [500, RETRY],
  ])("[A03] %i to the question about the product opens no page", async (status, trouble) => {
    await using world = await createWorld({ storage });
    const { topup_id } = world.host.addTopup();
    world.dodo.faults.api.fail = { status, message: FOREIGN, path: /^\/products\// };
    await expectTrouble(world, topup_id, trouble);
    expect(posts(world)).toBe(0);
    world.dodo.faults.api = {};
    expect(await world.create(topup_id)).toMatchObject({ status: "pending" });
  });

  test("[A03] the host's own checkout domain is a page when it is named", async () => {
    await using world = await createWorld({
      storage,
      provider: { checkout_hosts: ["pay.shop.example"] },
    });
    Object.assign(world.dodo.faults.api, page("https://pay.shop.example/session/cks_1"));
    expect(await world.create(world.host.addTopup().topup_id)).toMatchObject({
      checkout_url: "https://pay.shop.example/session/cks_1",
    });
  });
});

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

  test("change neither where nor what is sent, and make nothing be printed", async () => {
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
    await expectTrouble(world, topup_id, {
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

async function expectTrouble(
  world: World,
  topup_id: string,
  { status, code, sentence, retry_after }: Trouble,
): Promise<void> {
  const response = await world.send("POST", "/checkout/create", {
    as: "user:ada",
    body: { method_id: "dodo", topup_id },
  });
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({
    error: expect.stringMatching(sentence),
    code,
    request_id: expect.any(String),
  });
  expect(response.status).toBe(status);
  if (retry_after !== undefined) expect(response.headers.get("retry-after")).toBe(retry_after);
  expectNoSecret(world, text + JSON.stringify([...response.headers]) + world.log.join("\n"));
}

function expectNoSecret(world: World, text: string): void {
  for (const secret of [
    world.dodo.api_key,
    world.dodo.webhook_key,
    "Bearer",
    "canary",
    "@example.com",
  ])
    expect(text).not.toContain(secret);
}

function fail(status: number, code: string, headers: Record<string, string> = {}): Api {
  return { fail: { status, code, message: FOREIGN, headers, path: /^\/checkouts$/ } };
}

function answer(fields: Record<string, unknown>): Api {
  return {
    transform: (path, body) => (path === "/checkouts" ? { ...Object(body), ...fields } : body),
  };
}

function page(checkout_url: string): Api {
  return answer({ checkout_url });
}

function posts(world: World): number {
  return world.dodo.requests.filter(({ method }) => method === "POST").length;
}

async function watch(seen: Request[], request: Request, world: () => World): Promise<Response> {
  seen.push(request.clone());
  return await world().dodo.fetch(request);
}

/** What the process prints. */
function watchConsole(): { lines: string[]; [Symbol.asyncDispose](): Promise<void> } {
  const lines: string[] = [];
  const print = (...parts: unknown[]): void =>
    void lines.push(
      parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" "),
    );
  const spies = (["log", "info", "warn", "error", "debug"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(print),
  );
  return { lines, [Symbol.asyncDispose]: async () => spies.forEach((spy) => spy.mockRestore()) };
}
