/** The list of recent payments: the net under lost webhooks, and under rows that were lost with a database. */
import type { RecentPayment } from "../../core/provider.ts";
import { expectEqual, expectFields } from "../storage/check.ts";
import { providerCase, type Bench, type ProviderCase } from "./case.ts";
import { buy, CALM, ourId } from "./purchase.ts";

const DAY_MS = 86_400_000;
/** The core looks through so many pages. */
const PAGES = 20;
const MOST_ON_A_PAGE = 200;
const MANY = 230;

/** Every page until now, as the core goes through them. */
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

export const recentCases: readonly ProviderCase[] = [
  providerCase(
    "a recent payment is listed with our id, its success, its time and nothing taken back",
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
          disputed: false,
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

  providerCase("the list names our payments only", async ({ account, provider, time }) => {
    const own = ourId();
    for (const id of [null, "17", own, "order_17"]) await account.addPayment(id);
    const listed = (await pagesOf({ provider, time }, time.now - DAY_MS))
      .flat()
      .map(({ our_payment_id }) => our_payment_id);
    expectEqual(
      listed,
      [own],
      "what is named in the list; leave out what does not carry an id of ours",
    );
  }),

  providerCase(
    "a long list comes in bounded pages, newest first, that lose and repeat nothing",
    async ({ account, provider, time }) => {
      const [oldest, newest] = [ourId(), ourId()];
      await account.addPayment(oldest);
      for (let count = 0; count < MANY; count += 1) {
        time.now += 1_000;
        await account.addPayment(count % 2 === 0 ? ourId() : null);
      }
      time.now += 1_000;
      await account.addPayment(newest);
      const pages = await pagesOf({ provider, time }, time.now - DAY_MS);
      const ids = pages.flat().map(({ our_payment_id }) => our_payment_id);
      expectEqual(
        [ids.length, new Set(ids).size],
        [MANY / 2 + 2, MANY / 2 + 2],
        "how many are listed, and how many different ones",
      );
      expectEqual(
        [ids[0], ids.at(-1)],
        [newest, oldest],
        "the first and the last; newest first, since only so many pages are looked through",
      );
      expectEqual(
        [pages.length > 1, pages.every((page) => page.length <= MOST_ON_A_PAGE)],
        [true, true],
        `whether ${MANY + 2} payments come in more than one page, of at most ${MOST_ON_A_PAGE}`,
      );
    },
  ),

  providerCase("a page past the end is empty, and the last", async (bench) => {
    await buy(bench);
    const page = await bench.provider
      .listRecent({ since: bench.time.now - DAY_MS, until: bench.time.now }, 7, CALM)
      .catch((error: unknown) => {
        throw new Error(
          `a page past the end threw ${String(error)}; the list may have become shorter meanwhile`,
          { cause: error },
        );
      });
    expectEqual(page, { ours: [], last: true }, "a page past the end");
  }),

  providerCase("the list begins at the moment that is asked for", async (bench) => {
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

  providerCase("the list ends at the moment that is asked for", async (bench) => {
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
      "what was paid until that very moment, without what was paid a day later; pages move otherwise while they are read",
    );
  }),

  providerCase("the list tells what was given back (where `refund` is given)", async (bench) => {
    const { account } = bench;
    if (account.refund === undefined) return;
    const { provider_payment_id } = await buy(bench);
    const word = async (): Promise<unknown> =>
      (await pagesOf(bench, bench.time.now - DAY_MS)).flat()[0]?.refunded;
    await account.refund(provider_payment_id, 100);
    expectEqual(await word(), "partial", "`refunded` after a refund of 100");
    await account.refund(provider_payment_id);
    expectEqual(await word(), "full", "`refunded` after the rest was given back too");
  }),

  providerCase("the list tells a dispute (where `dispute` is given)", async (bench) => {
    const { account } = bench;
    if (account.dispute === undefined) return;
    await account.dispute((await buy(bench)).provider_payment_id);
    expectEqual(
      (await pagesOf(bench, bench.time.now - DAY_MS)).flat()[0]?.disputed,
      true,
      "`disputed` of a payment with an open dispute",
    );
  }),
];
