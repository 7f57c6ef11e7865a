import { describe } from "vitest";
import { changedPage } from "../../../test/till-changes.ts";
import {
  testWrongProviders,
  type Wrong,
  type WrongProvider,
} from "../../../test/till-under-test.ts";
import { PaymentError, type RecentPage, type RecentPayment } from "../../index.ts";
import { recentCases } from "./recent-cases.ts";

/** Changes fields of every listed payment. */
const each = (fields: Partial<RecentPayment>): NonNullable<Wrong["provider"]> =>
  changedPage(({ ours, last }) => ({ last, ours: ours.map((item) => ({ ...item, ...fields })) }));

const lists: readonly WrongProvider[] = [
  {
    name: "lists times in seconds",
    caught_by: "a recent payment is listed with our id, its success, its time and no reversal",
    provider: each({ created_at: 1_795_421_760 }),
    message: /whether created_at 1795421760 is now/,
  },
  {
    name: "lists nothing",
    caught_by: "a recent payment is listed with our id, its success, its time and no reversal",
    provider: changedPage(() => ({ ours: [], last: true })),
    message: /the payment in the list: expected .*got undefined/,
  },
  {
    name: "lists everything as succeeded",
    caught_by: "a declined payment is not listed as succeeded",
    provider: each({ succeeded: true }),
    message: /the declined payments that are listed as succeeded: expected \[\], got \[\{/,
  },
  {
    name: "lists foreign payments",
    caught_by: "the list names our payments only",
    provider: changedPage(({ last }, till) => ({
      last,
      ours: [...till.paid.values()].map(({ payment, note, at }) => ({
        provider_payment_id: payment,
        our_payment_id: note ?? "",
        our_topup_id: null,
        succeeded: true,
        refunded: "none",
        dispute_status: null,
        created_at: at,
      })),
    })),
    message: /the payments in the list; leave out those without an id of ours/,
  },
  {
    name: "calls its first page the last",
    caught_by:
      "a long list has bounded pages, newest first, that neither lose nor repeat a payment",
    provider: changedPage(({ ours }) => ({ ours, last: true })),
    message:
      /how many are listed, and how many different ones: expected \[209,209\], got \[\d+,\d+\]/,
  },
  {
    name: "returns the same page for ever",
    caught_by:
      "a long list has bounded pages, newest first, that neither lose nor repeat a payment",
    provider: (right) => ({
      listRecent: async (window, _, signal) => await right.listRecent(window, 0, signal),
    }),
    message: /after 20 pages of listRecent\(\) `last` is still false/,
  },
  {
    name: "lists the oldest first",
    caught_by:
      "a long list has bounded pages, newest first, that neither lose nor repeat a payment",
    provider: (right) => ({
      listRecent: async (window, page, signal) =>
        await oldestFirst(page, async (at) => await right.listRecent(window, at, signal)),
    }),
    message: /the first and the last; newest first, since only so many pages are read/,
  },
  {
    name: "lists everything at once",
    caught_by:
      "a long list has bounded pages, newest first, that neither lose nor repeat a payment",
    provider: (right) => ({
      listRecent: async (window, _, signal) => ({
        last: true,
        ours: (await allOf(async (at) => await right.listRecent(window, at, signal))).flat(),
      }),
    }),
    message: /whether 209 payments come in pages of at most 200: expected true, got false/,
  },
  {
    name: "throws past the end",
    caught_by: "a page past the end is empty, and the last",
    provider: (right) => ({
      async listRecent(window, page, signal) {
        if (page > 5) throw new PaymentError("provider_rejected", "The till has no such page.");
        return await right.listRecent(window, page, signal);
      },
    }),
    message: /a page past the end threw PaymentError: The till has no such page/,
  },
  {
    name: "lists from the beginning of time",
    caught_by: "the list begins exactly at `since`",
    provider: (right) => ({
      listRecent: async ({ until }, page, signal) =>
        await right.listRecent({ since: 0, until }, page, signal),
    }),
    message: /without what was paid a day before: expected \["pmt_[^,]*"\], got \["pmt_.*","pmt_/,
  },
  {
    name: "leaves out payments made exactly at `since`",
    caught_by: "the list begins exactly at `since`",
    provider: (right) => ({
      listRecent: async ({ since, until }, page, signal) =>
        await right.listRecent({ since: since + 1, until }, page, signal),
    }),
    message: /what was paid at that very moment.*got \[\]/,
  },
  {
    name: "lists to the end of time",
    caught_by: "the list ends exactly at `until`",
    provider: (right) => ({
      listRecent: async ({ since }, page, signal) =>
        await right.listRecent({ since, until: Number.MAX_SAFE_INTEGER }, page, signal),
    }),
    message: /without what was paid a day later.*expected \["pmt_[^,]*"\], got \["pmt_.*","pmt_/,
  },
  {
    name: "does not list refunds",
    caught_by: "the list shows refunds (where `refund` is given)",
    provider: each({ refunded: "none" }),
    message: /`refunded` after a refund of 100: expected "partial", got "none"/,
  },
  {
    name: "does not list disputes",
    caught_by: "the list shows a dispute (where `dispute` is given)",
    provider: each({ dispute_status: null }),
    message: /`dispute_status` of a payment with an open dispute: expected "open", got null/,
  },
];

describe("the suite catches a provider that", () => testWrongProviders(lists, recentCases));

type ReadPage = (page: number) => Promise<RecentPage>;

async function allOf(read: ReadPage): Promise<(readonly RecentPayment[])[]> {
  const pages = [];
  for (let page = 0; ; page += 1) {
    const { ours, last } = await read(page);
    pages.push(ours);
    if (last) return pages;
  }
}

async function oldestFirst(page: number, read: ReadPage): Promise<RecentPage> {
  const pages = (await allOf(read)).reverse();
  return { ours: [...(pages[page] ?? [])].reverse(), last: page >= pages.length - 1 };
}
