// Where the packs get their offer and their topups from: the page's functions, or its one route.
import { afterEach, describe, expect, test, vi } from "vitest";
import { failureOf } from "../../test/client-bench.ts";
import { failure } from "../../test/scripted-client.ts";
import type { Token } from "../buyer-client.ts";
import { createPacksClient, shopAt } from "./packs-client.ts";
import { createTopup, offerLoaderOf, type PacksSource } from "./source.ts";

const ROUTE = "https://shop.test/topups";
const PACK = { id: "small", usd_cents: 500, credits: 500 };
const OFFER = { packs: [PACK], balance: 7 };

/** A request as the shop's route sees it. */
interface Sent {
  method: string;
  url: string;
  body: unknown;
  authorization: string | null;
}

/** Answers every request of the page, and records it. */
function stubRoute(answer: () => Response | Promise<Response>): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const text = await request.text();
    sent.push({
      method: request.method,
      url: request.url,
      body: text === "" ? null : JSON.parse(text),
      authorization: request.headers.get("authorization"),
    });
    return await answer();
  });
  return sent;
}
afterEach(() => void vi.unstubAllGlobals());

const sourceOf = (more: Partial<PacksSource> = {}): PacksSource => ({
  topups: undefined,
  token: undefined,
  createTopup: undefined,
  loadOffer: undefined,
  ...more,
});

describe("one route of the shop", () => {
  test("answers GET with the offer, which is checked before it is shown", async () => {
    const sent = stubRoute(() => Response.json({ ...OFFER, anything: "else" }));
    const { loadOffer } = shopAt(ROUTE, () => undefined);
    expect(await loadOffer()).toEqual({ packs: [PACK], own_amount: undefined, balance: 7 });
    expect(sent).toMatchObject([{ method: "GET", url: ROUTE, authorization: null }]);
  });

  test.each<[string, () => Response, string]>([
    ["a page", () => new Response("<h1>Sign in</h1>"), "invalid_answer"],
    ["an empty object", () => Response.json({}), "invalid_answer"],
    [
      "a price of a text",
      () => Response.json({ packs: [{ ...PACK, usd_cents: "5" }] }),
      "invalid_offer",
    ],
    ["401", () => new Response(null, { status: 401 }), "unauthorized"],
    ["500", () => new Response(null, { status: 500 }), "unavailable"],
  ])("that answers GET with %s has no offer, and the code says why", async (_, answer, code) => {
    stubRoute(answer);
    expect(await failureOf(shopAt(ROUTE, () => undefined).loadOffer())).toMatchObject({ code });
  });

  test.each([{ pack: "small" }, { usd_cents: 1_250 }])(
    "makes the topup of %j with a POST that has nothing else",
    async (choice) => {
      const sent = stubRoute(() => Response.json({ topup_id: "tu_1" }));
      expect(await shopAt(ROUTE, () => undefined).createTopup(choice)).toBe("tu_1");
      expect(sent).toMatchObject([{ method: "POST", url: ROUTE, body: choice }]);
    },
  );

  test("that makes no topup is asked once, since a second try might make two", async () => {
    for (const answer of [
      () => new Response(null, { status: 502 }),
      () => Response.json({ id: "tu_1" }),
      (): Promise<Response> => Promise.reject(new TypeError("fetch failed")),
    ]) {
      const sent = stubRoute(answer);
      await failureOf(shopAt(ROUTE, () => undefined).createTopup({ pack: "small" }));
      expect(sent).toHaveLength(1);
    }
  });

  test("is sent the token of the moment", async () => {
    const sent = stubRoute(() => Response.json(OFFER));
    const tokens: Token[] = ["first", () => "second"];
    const { loadOffer } = shopAt(ROUTE, () => tokens.shift());
    for (let call = 0; call < 3; call += 1) await loadOffer();
    expect(sent.map(({ authorization }) => authorization)).toEqual([
      "Bearer first",
      "Bearer second",
      null,
    ]);
  });
});

describe("the topup of a choice", () => {
  test("is made by the page's function, even if there is a route too", async () => {
    const sent = stubRoute(() => Response.json({ topup_id: "tu_route" }));
    const choices: unknown[] = [];
    const source = sourceOf({
      topups: ROUTE,
      createTopup: (choice) => `tu_${choices.push(choice)}`,
    });
    expect(await createTopup(source, { pack: "small" })).toBe("tu_1");
    expect([choices, sent]).toEqual([[{ pack: "small" }], []]);
  });

  test("is made by the route where there is no function", async () => {
    stubRoute(() => Response.json({ topup_id: "tu_route" }));
    expect(await createTopup(sourceOf({ topups: ROUTE }), { pack: "small" })).toBe("tu_route");
  });

  test("is made by nobody without both, and the code says so", async () => {
    expect(await failureOf(createTopup(sourceOf(), { pack: "small" }))).toMatchObject({
      code: "no_topup",
      retryable: false,
    });
  });

  test("that a function refuses rejects with what it threw", async () => {
    const refusal = new Error("not today");
    const source = sourceOf({ createTopup: async () => await Promise.reject(refusal) });
    await expect(createTopup(source, { pack: "small" })).rejects.toBe(refusal);
  });
});

describe("the offer", () => {
  test("has no loader if the page sets it itself", () => {
    expect(offerLoaderOf(sourceOf())).toBeUndefined();
  });

  test("comes from the page's function, checked, even if there is a route too", async () => {
    const sent = stubRoute(() => Response.json(OFFER));
    const load = offerLoaderOf(sourceOf({ topups: ROUTE, loadOffer: () => OFFER }));
    expect(await load?.()).toMatchObject({ balance: 7 });
    expect(sent).toEqual([]);
    const wrong = offerLoaderOf(sourceOf({ loadOffer: () => ({ packs: "none" }) as never }));
    expect(await failureOf(wrong?.() ?? Promise.resolve())).toMatchObject({
      code: "invalid_offer",
    });
  });

  test("is loaded with the page's function as a method of its element", async () => {
    const source = sourceOf({
      loadOffer(this: PacksSource) {
        return { ...OFFER, balance: this.topups === ROUTE ? 1 : 0 };
      },
      topups: ROUTE,
    });
    expect(await offerLoaderOf(source)?.()).toMatchObject({ balance: 1 });
  });

  test.each<[string, PacksSource["loadOffer"]]>([
    ["rejects", async () => await Promise.reject(new Error("offline"))],
  ])("whose function %s can be tried again, and its error is the cause", async (_, loadOffer) => {
    const load = offerLoaderOf(sourceOf({ loadOffer }));
    expect(await failureOf(load?.() ?? Promise.resolve())).toMatchObject({
      code: "offer_not_loaded",
      retryable: true,
      cause: { message: "offline" },
    });
  });

  test("whose function throws at once can be tried again as well", async () => {
    const load = offerLoaderOf(
      sourceOf({
        loadOffer: () => {
          throw new Error("offline");
        },
      }),
    );
    expect(await failureOf(load?.() ?? Promise.resolve())).toMatchObject({
      code: "offer_not_loaded",
      retryable: true,
    });
  });

  test("whose function rejects with an error of this package keeps its code", async () => {
    const error = failure("unauthorized", 401);
    const load = offerLoaderOf(sourceOf({ loadOffer: async () => await Promise.reject(error) }));
    await expect(load?.()).rejects.toBe(error);
  });
});

test("the buyer's own payments are asked for page by page, below the payment routes", async () => {
  const sent = stubRoute(() => Response.json({ items: [], next_cursor: null }));
  const client = createPacksClient("https://shop.test/v1/payment/", () => "token");
  await client.myPayments({ limit: 5, cursor: "a&b" });
  expect(sent).toMatchObject([
    {
      url: "https://shop.test/v1/payment/payments/me?limit=5&cursor=a%26b",
      authorization: "Bearer token",
    },
  ]);
});
