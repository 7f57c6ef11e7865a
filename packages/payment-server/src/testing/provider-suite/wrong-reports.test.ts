import { describe } from "vitest";
import { findOut, type Wrong, type WrongProvider } from "../../../test/till-under-test.ts";
import { PaymentError, type RecentPage, type RecentPayment, type Report } from "../../index.ts";
import { paymentCases } from "./payment-cases.ts";
import { recentCases } from "./recent-cases.ts";
import type { Till } from "../../../test/till.ts";

type Paid = Till["paid"] extends Map<string, infer P> ? P : never;

/** The right provider, whose reports say something else. */
function reporting(
  change: (report: Report, paid: Paid, till: Till) => object,
): NonNullable<Wrong["provider"]> {
  return (right, till) => ({
    async readPayment(id, signal) {
      const [report, paid] = [await right.readPayment(id, signal), till.paid.get(id)];
      return report === null || paid === undefined
        ? report
        : { ...report, ...change(report, paid, till) };
    },
  });
}

/** The right provider, whose list says something else. */
function listing(
  change: (page: RecentPage, till: Till) => RecentPage,
): NonNullable<Wrong["provider"]> {
  return (right, till) => ({
    listRecent: async (window, page, signal) =>
      change(await right.listRecent(window, page, signal), till),
  });
}

const each = (fields: Partial<RecentPayment>): NonNullable<Wrong["provider"]> =>
  listing(({ ours, last }) => ({ last, ours: ours.map((item) => ({ ...item, ...fields })) }));

const reports: readonly WrongProvider[] = [
  {
    name: "writes currencies in lower case",
    caught_by: "a paid checkout's report satisfies the money rule",
    provider: reporting(() => ({ currency: "usd" })),
    told: /the verdict of core\/verdict\.ts on .*: expected "match", got "currency"/,
  },
  {
    name: "forgets the session",
    caught_by: "a paid checkout's report satisfies the money rule",
    provider: reporting(() => ({ provider_session_id: null })),
    told: /the report: expected .*"provider_session_id":"ord_1".*got .*"provider_session_id":null/,
  },
  {
    name: "tells times in seconds",
    caught_by: "a paid checkout's report satisfies the money rule",
    provider: reporting(({ created_at }) => ({
      created_at: Math.floor((created_at ?? 0) / 1_000),
    })),
    told: /whether created_at \d{10} is now, \d{13}, in Unix milliseconds/,
  },
  {
    name: "leaves a field out",
    caught_by: "a report has every field in its type, amounts as whole numbers of minor units",
    provider: reporting(() => ({ dispute_lost_minor: undefined })),
    told: /`dispute_lost_minor` is undefined, which core\/report\.ts does not allow/,
  },
  {
    name: "tells amounts in dollars",
    caught_by: "a report has every field in its type, amounts as whole numbers of minor units",
    provider: reporting(({ total_minor }) => ({ total_minor: Number(total_minor) / 100 })),
    told: /`total_minor` is 49\.99, which/,
  },
  {
    name: "tells the buyer too",
    caught_by: "a report has every field in its type, amounts as whole numbers of minor units",
    provider: reporting((_, { payer }) => ({ payer })),
    told: /the fields of the report .* got .*"payer"/,
  },
  {
    name: "tells what was asked instead of what was paid",
    caught_by: "less than was asked is told as less, and would be held",
    provider: reporting((_, paid, till) => ({
      total_minor: till.opened.find(({ provider_session_id }) => provider_session_id === paid.order)
        ?.amount_minor,
    })),
    told: /when 1 of 4999 were paid; tell what was paid, not what was asked: expected "underpaid", got "match"/,
  },
  {
    name: "takes a decline for a page that is still open",
    caught_by: "what was declined has failed, and what takes days is processing",
    provider: reporting(({ status }) => (status === "failed" ? { status: "open" } : {})),
    told: /expected .*"status":"failed"}, got .*"status":"open"/,
  },
  {
    name: "takes what takes days for open",
    caught_by: "what was declined has failed, and what takes days is processing",
    provider: reporting(({ status }) => (status === "processing" ? { status: "open" } : {})),
    told: /expected .*"status":"processing"}, got .*"status":"open"/,
  },
  {
    name: "rounds",
    caught_by: "what is no amount is never made one (where `spoilAmount` is given)",
    provider: reporting((_, { cents }) => ({
      total_minor: typeof cents === "number" ? Math.max(0, Math.round(cents)) : null,
    })),
    told: /where the API says -1; null when absent, else "malformed", never rounded: expected \["string","unknown_amount"\], got \["number","underpaid"\]/,
  },
  {
    name: "takes any note for one of ours",
    caught_by: "only an id as we make them is taken for ours",
    provider: reporting((_, { note }) => ({ our_payment_id: note })),
    told: /our_payment_id where "" stands in its place; .*: expected null, got ""/,
  },
  {
    name: "trips over an id it did not make",
    caught_by: "an id of any spelling is asked about harmlessly",
    provider: (right) => ({
      readPayment: async (id, signal) =>
        /^[\w-]+$/.test(id)
          ? await right.readPayment(id, signal)
          : await Promise.reject(new URIError("no id")),
    }),
    told: /readPayment\(""\) threw URIError: no id; whatever goes wrong must be thrown as a PaymentError/,
  },
  {
    name: "no longer calls a refunded payment a success",
    caught_by: "what was given back is told, in part and in full (where `refund` is given)",
    provider: reporting(({ refunded }) => (refunded ? { status: "failed" } : {})),
    told: /after a refund of 100; the payment has still succeeded: expected .*"status":"succeeded".*got .*"status":"failed"/,
  },
  {
    name: "does not say how much was given back",
    caught_by: "what was given back is told, in part and in full (where `refund` is given)",
    provider: reporting(() => ({ refund_sum_minor: 0 })),
    told: /expected .*"refund_sum_minor":100,.*got .*"refund_sum_minor":0/,
  },
  {
    name: "does not look at disputes",
    caught_by: "an open dispute is told (where `dispute` is given)",
    provider: reporting(() => ({ disputed: false })),
    told: /disputed, dispute_seen, .* and the verdict: expected \[true,true,0,true,"disputed"\], got \[false,true,0,true,"match"\]/,
  },
];

const lists: readonly WrongProvider[] = [
  {
    name: "lists times in seconds",
    caught_by:
      "a recent payment is listed with our id, its success, its time and nothing taken back",
    provider: each({ created_at: 1_795_421_760 }),
    told: /whether created_at 1795421760 is now/,
  },
  {
    name: "lists nothing",
    caught_by:
      "a recent payment is listed with our id, its success, its time and nothing taken back",
    provider: listing(() => ({ ours: [], last: true })),
    told: /the payment in the list: expected .*got undefined/,
  },
  {
    name: "lists everything as succeeded",
    caught_by: "a declined payment is not listed as succeeded",
    provider: each({ succeeded: true }),
    told: /the declined payments that are listed as succeeded: expected \[\], got \[\{/,
  },
  {
    name: "lists strangers' payments",
    caught_by: "the list names our payments only",
    provider: listing(({ last }, till) => ({
      last,
      ours: [...till.paid.values()].map(({ payment, note, at }) => ({
        provider_payment_id: payment,
        our_payment_id: note ?? "",
        our_topup_id: null,
        succeeded: true,
        refunded: "none",
        disputed: false,
        dispute_lost: false,
        created_at: at,
      })),
    })),
    told: /what is named in the list; leave out what does not carry an id of ours/,
  },
  {
    name: "calls its first page the last",
    caught_by: "a long list comes in bounded pages, newest first, that lose and repeat nothing",
    provider: listing(({ ours }) => ({ ours, last: true })),
    told: /how many are listed, and how many different ones: expected \[117,117\], got \[50,50\]/,
  },
  {
    name: "gives the same page for ever",
    caught_by: "a long list comes in bounded pages, newest first, that lose and repeat nothing",
    provider: (right) => ({
      listRecent: async (window, _, signal) => await right.listRecent(window, 0, signal),
    }),
    told: /after 20 pages of listRecent\(\) `last` is still false/,
  },
  {
    name: "lists the oldest first",
    caught_by: "a long list comes in bounded pages, newest first, that lose and repeat nothing",
    provider: (right) => ({
      listRecent: async (window, page, signal) =>
        await oldestFirst(page, async (at) => await right.listRecent(window, at, signal)),
    }),
    told: /the first and the last; newest first, since only so many pages are looked through/,
  },
  {
    name: "lists everything at once",
    caught_by: "a long list comes in bounded pages, newest first, that lose and repeat nothing",
    provider: (right) => ({
      listRecent: async (window, _, signal) => ({
        last: true,
        ours: (await allOf(async (at) => await right.listRecent(window, at, signal))).flat(),
      }),
    }),
    told: /whether 232 payments come in more than one page, of at most 200: expected \[true,true\], got \[false,true\]/,
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
    told: /a page past the end threw PaymentError: The till has no such page/,
  },
  {
    name: "lists from the beginning of time",
    caught_by: "the list begins at the moment that is asked for",
    provider: (right) => ({
      listRecent: async ({ until }, page, signal) =>
        await right.listRecent({ since: 0, until }, page, signal),
    }),
    told: /without what was paid a day before: expected \["pmt_[^,]*"\], got \["pmt_.*","pmt_/,
  },
  {
    name: "leaves out the very moment that is asked for",
    caught_by: "the list begins at the moment that is asked for",
    provider: (right) => ({
      listRecent: async ({ since, until }, page, signal) =>
        await right.listRecent({ since: since + 1, until }, page, signal),
    }),
    told: /what was paid at that very moment.*got \[\]/,
  },
  {
    name: "lists to the end of time",
    caught_by: "the list ends at the moment that is asked for",
    provider: (right) => ({
      listRecent: async ({ since }, page, signal) =>
        await right.listRecent({ since, until: Number.MAX_SAFE_INTEGER }, page, signal),
    }),
    told: /without what was paid a day later.*expected \["pmt_[^,]*"\], got \["pmt_.*","pmt_/,
  },
  {
    name: "does not list refunds",
    caught_by: "the list tells what was given back (where `refund` is given)",
    provider: each({ refunded: "none" }),
    told: /`refunded` after a refund of 100: expected "partial", got "none"/,
  },
  {
    name: "does not list disputes",
    caught_by: "the list tells a dispute (where `dispute` is given)",
    provider: each({ disputed: false }),
    told: /`disputed` of a payment with an open dispute: expected true, got false/,
  },
];

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

describe("a provider is found out that", () =>
  findOut([...reports, ...lists], [...paymentCases, ...recentCases]));
