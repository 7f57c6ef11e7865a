/** Errors of Dodo's API while a checkout is created. */
import { describe, expect, test } from "vitest";
import {
  expectFailure,
  expectOneFailure,
  fail,
  FOREIGN,
  KEY,
  NO_PAGE,
  posts,
  RETRY,
  type Api,
  type Failure,
} from "../../../test/failed-checkout.ts";
import { createWorld, STORAGES } from "../../../test/world.ts";

const FAILURES: [name: string, api: Api, failure: Failure][] = [
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
  ["a connection that breaks after the session was made", { drop_after_commit: 1 }, RETRY],
];

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(FAILURES)("[A03] [A04] [X12] Dodo answers with %s", (_, api, failure) => {
    test("one request, a code and a sentence, no secret; the topup is usable at once", async () =>
      await expectOneFailure(storage, api, failure));
  });

  test.each<[number, Failure]>([
    [401, KEY],
    [429, { ...RETRY, sentence: /fewer requests/, retry_after: "10" }],
    [500, RETRY],
  ])("[A03] %i to the question about the product opens no page", async (status, failure) => {
    await using world = await createWorld({ storage });
    const { topup_id } = world.host.addTopup();
    world.dodo.faults.api.fail = { status, message: FOREIGN, path: /^\/products\// };
    await expectFailure(world, topup_id, failure);
    expect(posts(world)).toBe(0);
    world.dodo.faults.api = {};
    expect(await world.create(topup_id)).toMatchObject({ status: "pending" });
  });
});
