import { describe, expect, test } from "vitest";
import { PaymentClientError } from "../errors.ts";
import type { PaymentPage } from "../wire.ts";
import { deferred, type Deferred } from "../../test/deferred.ts";
import { payment } from "../../test/packs-records.ts";
import { createPacksStore, type PacksStore } from "./packs-store.ts";
import type { PacksClient } from "./packs-client.ts";

const OFFER = { packs: [{ id: "small", usd_cents: 500, credits: 500 }], balance: 0 };

/** Creates a store over twelve payments. `queries` has what was asked for. */
function storeOf(loadOffer?: () => Promise<typeof OFFER>): {
  store: PacksStore;
  queries: unknown[];
} {
  const queries: unknown[] = [];
  const all = Array.from({ length: 12 }, (_, at) => payment({ payment_id: `pmt_${at}` }));
  const myPayments: PacksClient["myPayments"] = async (query = {}) => {
    queries.push(query);
    const from = Number(query.cursor ?? 0);
    const to = from + (query.limit ?? 50);
    const page: PaymentPage = {
      items: all.slice(from, to),
      next_cursor: to < all.length ? String(to) : null,
      retry_after_ms: null,
    };
    return page;
  };
  const client = { myPayments } as PacksClient;
  return { queries, store: createPacksStore({ client: () => client, loadOffer: () => loadOffer }) };
}
const shown = ({ $payments }: PacksStore): number => $payments.get().value?.items.length ?? 0;

describe("the past payments", () => {
  test("are the newest five, and each click shows five more, until there are no others", async () => {
    const { store } = storeOf();
    await store.loadPayments();
    const counts = [shown(store)];
    for (let click = 0; click < 3; click += 1) {
      await store.loadOlder();
      counts.push(shown(store));
    }
    expect(counts).toEqual([5, 10, 12, 12]);
    const ids = store.$payments.get().value?.items.map(({ payment_id }) => payment_id);
    expect(new Set(ids).size).toBe(12);
  });

  test("that are loaded again are as many as were shown", async () => {
    const { store, queries } = storeOf();
    await store.loadPayments();
    await store.loadOlder();
    await store.loadPayments();
    expect(queries).toEqual([{ limit: 5 }, { limit: 5, cursor: "5" }, { limit: 10 }]);
    expect(shown(store)).toBe(10);
  });
});

describe("the offer", () => {
  test("stays on the page if it cannot be loaded again, with the reason beside it", async () => {
    let answers = 0;
    const { store } = storeOf(async () => {
      answers += 1;
      if (answers === 2) throw new PaymentClientError("network");
      return OFFER;
    });
    await store.loadOffer();
    await store.loadOffer();
    expect(store.$offer.get()).toMatchObject({ value: OFFER, error: { code: "network" } });
    await store.loadOffer();
    expect(store.$offer.get()).toEqual({ value: OFFER });
  });

  test("that was asked for first and comes last is not shown", async () => {
    const answers: ((offer: typeof OFFER) => void)[] = [];
    const { store } = storeOf(async () => await new Promise((resolve) => answers.push(resolve)));
    const loads = [store.loadOffer(), store.loadOffer()];
    answers[1]?.({ ...OFFER, balance: 2 });
    answers[0]?.({ ...OFFER, balance: 1 });
    await Promise.all(loads);
    expect(store.$offer.get().value?.balance).toBe(2);
  });

  test.each<[string, (answer: Deferred<typeof OFFER>) => void]>([
    ["an older answer", ({ resolve }) => resolve({ ...OFFER, balance: 1 })],
    ["an older error", ({ reject }) => reject(new PaymentClientError("network"))],
  ])("that the page sets is not replaced by %s", async (_, settle) => {
    const answer = deferred<typeof OFFER>();
    const { store } = storeOf(async () => await answer.promise);
    const loading = store.loadOffer();
    store.show(OFFER);
    settle(answer);
    await loading;
    expect(store.$offer.get()).toEqual({ value: OFFER });
  });

  test("of a page that sets it is not asked for", async () => {
    const { store } = storeOf();
    store.show(OFFER);
    await store.loadOffer();
    expect(store.$offer.get().value).toBe(OFFER);
  });
});
