/**
 * Cases about the list of recent payments. Reconciliation reads this list to find payments whose
 * deliveries or whose rows were lost.
 */
import type { RecentPayment } from "../../core/provider.ts";
import { needPart } from "../register.ts";
import { expectEqual, expectFields } from "../storage/check.ts";
import { providerCase, type Bench, type ProviderCase } from "./case.ts";
import { buy, CALM, ourId } from "./purchase.ts";

const DAY_MS = 86_400_000;
/** The largest number of a provider's pages that one run of reconciliation reads. */
const PAGES = 20;
/** The largest number of payments that `core/provider.ts` allows on a page. */
const MOST_ON_A_PAGE = 200;
/**
 * The number of payments between the newest and the oldest payment in the case about a long list.
 * Every tenth of these payments has no id of ours. The others are too many for one page.
 */
const MANY = 230;
const OURS: number = MANY * 0.9 + 2;

/**
 * Reads every page of the payments made from `since` to `until`, as reconciliation does. Throws if
 * there are more than `PAGES` pages.
 */
async function pagesOf(
  { provider, time }: Pick<Bench, "provider" | "time">,
  since: number,
  until: number = time.now,
): Promise<RecentPayment[][]> {
  const pages: RecentPayment[][] = [];
  for (let page = 0; page < PAGES; page += 1) {
    const { ours, last } = await provider.listRecent({ since, until }, page, CALM);
    pages.push([...ours]);
    if (last) return pages;
  }
  throw new Error(`after ${PAGES} pages of listRecent() \`last\` is still false`);
}

/** The cases about `listRecent()`. */
export const recentCases: readonly ProviderCase[] = [
  providerCase(
    "a recent payment is listed with our id, its success, its time and no reversal",
    async (bench) => {
      const { payment, provider_payment_id } = await buy(bench);
      const [only, ...others] = (await pagesOf(bench, bench.time.now - DAY_MS)).flat();
      expectEqual(others, [], "further payments");
      expectFields(
        only,
        {
          provider_payment_id,
          our_payment_id: payment.payment_id,
          succeeded: true,
          refunded: "none",
          dispute_status: null,
        },
        "the payment in the list",
      );
      const age = Math.abs(bench.time.now - (only?.created_at ?? bench.time.now));
      expectEqual(
        age <= 60_000,
        true,
        `whether created_at ${only?.created_at} is now, ${bench.time.now}, in Unix milliseconds`,
      );
    },
  ),

  providerCase("a declined payment is not listed as succeeded", async (bench) => {
    const { provider_payment_id } = await buy(bench, { result: "failed" });
    const found = (await pagesOf(bench, bench.time.now - DAY_MS))
      .flat()
      .filter((item) => item.provider_payment_id === provider_payment_id && item.succeeded);
    expectEqual(found, [], "the declined payments that are listed as succeeded");
  }),

  // Other systems may use the same provider account, so the list must leave out payments that name
  // neither a payment nor a topup of ours.
  providerCase("the list names our payments only", async ({ account, provider, time }) => {
    const own = ourId();
    for (const id of [null, "17", own, "order_17"]) await account.addPayment(id);
    const listed = (await pagesOf({ provider, time }, time.now - DAY_MS))
      .flat()
      .map(({ our_payment_id }) => our_payment_id);
    expectEqual(listed, [own], "the payments in the list; leave out those without an id of ours");
  }),

  // If a payment is missing from the pages, reconciliation does not find it, and it is possibly
  // never credited.
  providerCase(
    "a long list has bounded pages, newest first, that neither lose nor repeat a payment",
    async ({ account, provider, time }) => {
      const [oldest, newest] = [ourId(), ourId()];
      await account.addPayment(oldest);
      for (let count = 0; count < MANY; count += 1) {
        time.now += 1_000;
        await account.addPayment(count % 10 === 0 ? null : ourId());
      }
      time.now += 1_000;
      await account.addPayment(newest);
      const pages = await pagesOf({ provider, time }, time.now - DAY_MS);
      const ids = pages.flat().map(({ our_payment_id }) => our_payment_id);
      expectEqual(
        [ids.length, new Set(ids).size],
        [OURS, OURS],
        "how many are listed, and how many different ones",
      );
      expectEqual(
        [ids[0], ids.at(-1)],
        [newest, oldest],
        "the first and the last; newest first, since only so many pages are read",
      );
      expectEqual(
        pages.every((page) => page.length <= MOST_ON_A_PAGE),
        true,
        `whether ${OURS} payments come in pages of at most ${MOST_ON_A_PAGE}`,
      );
    },
  ),

  // The list may become shorter while it is read, so a page past the end must not be an error.
  providerCase("a page past the end is empty, and the last", async (bench) => {
    await buy(bench);
    const page = await bench.provider
      .listRecent({ since: bench.time.now - DAY_MS, until: bench.time.now }, 7, CALM)
      .catch((error: unknown) => {
        throw new Error(
          `a page past the end threw ${String(error)}; the list can become shorter between two calls`,
          { cause: error },
        );
      });
    expectEqual(page, { ours: [], last: true }, "a page past the end");
  }),

  providerCase("the list begins exactly at `since`", async (bench) => {
    await buy(bench);
    bench.time.now += DAY_MS;
    const { payment } = await buy(bench);
    const listed = (await pagesOf(bench, bench.time.now))
      .flat()
      .map(({ our_payment_id }) => our_payment_id);
    expectEqual(
      listed,
      [payment.payment_id],
      "what was paid at that very moment, without what was paid a day before",
    );
  }),

  // Without `until`, a payment made while the pages are read could move older payments to the next
  // page.
  providerCase("the list ends exactly at `until`", async (bench) => {
    const { payment } = await buy(bench);
    const moment = bench.time.now;
    bench.time.now += DAY_MS;
    await buy(bench);
    const listed = (await pagesOf(bench, moment - DAY_MS, moment))
      .flat()
      .map(({ our_payment_id }) => our_payment_id);
    expectEqual(
      listed,
      [payment.payment_id],
      "what was paid until that very moment, without what was paid a day later; otherwise pages move while they are read",
    );
  }),

  providerCase("the list shows refunds (where `refund` is given)", async (bench) => {
    const { account } = bench;
    needPart(account.refund, "refund");
    const { provider_payment_id } = await buy(bench);
    const refunded = async (): Promise<unknown> =>
      (await pagesOf(bench, bench.time.now - DAY_MS)).flat()[0]?.refunded;
    await account.refund(provider_payment_id, 100);
    expectEqual(await refunded(), "partial", "`refunded` after a refund of 100");
    await account.refund(provider_payment_id);
    expectEqual(await refunded(), "full", "`refunded` after the rest was refunded too");
  }),

  providerCase("the list shows a dispute (where `dispute` is given)", async (bench) => {
    const { account } = bench;
    needPart(account.dispute, "dispute");
    await account.dispute((await buy(bench)).provider_payment_id);
    expectEqual(
      (await pagesOf(bench, bench.time.now - DAY_MS)).flat()[0]?.dispute_status,
      "open",
      "`dispute_status` of a payment with an open dispute",
    );
  }),
];
