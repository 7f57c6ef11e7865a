// The rows that send one request after the other to handlers on SQLite files.
import { open, type Bench, type Opened } from "./bench.ts";
import { bareLoop } from "./bare-loop.ts";
import type { Candidate, HandlerSettings } from "./contract.ts";
import {
  createRequest,
  deliver,
  delivery,
  get,
  newTopup,
  openCheckouts,
  send,
} from "./purchases.ts";
import type { Row, RowResult } from "./row.ts";
import { measure, type Contender } from "./rounds.ts";

/**
 * Prepares one round of a row on an open handler, and returns its operations. Their requests are
 * built here, so that the time of building and signing them is not measured.
 */
type PrepareRound = (opened: Opened, count: number) => Promise<(() => Promise<unknown>)[]>;

const methods: PrepareRound = async ({ handler }, count) =>
  Array.from({ length: count * 10 }, () => {
    const request = get("/methods");
    return async () => await send(handler, request);
  });

const create: PrepareRound = async ({ handler }, count) =>
  Array.from({ length: count }, () => {
    const request = createRequest("ada", newTopup("ada"));
    return async () => await send(handler, request);
  });

const firstDelivery: PrepareRound = async ({ handler }, count) =>
  (await openCheckouts(handler, count)).map((checkout) => {
    const request = delivery(checkout);
    return async () => await deliver(handler, request);
  });

const duplicate: PrepareRound = async ({ handler }, count) => {
  const checkouts = await openCheckouts(handler, Math.min(count, 50));
  for (const checkout of checkouts) await deliver(handler, delivery(checkout));
  return Array.from({ length: count }, (_, n) => {
    const request = delivery(checkouts[n % checkouts.length] ?? never());
    return async () => await deliver(handler, request);
  });
};

const myPayments: PrepareRound = async ({ handler }, count) => {
  const myPage = (): Request => get("/payments/me?limit=100", "eve");
  const { items } = JSON.parse(await send(handler, myPage())) as { items: unknown[] };
  await openCheckouts(handler, 100 - items.length, "eve");
  return Array.from({ length: count }, () => {
    const request = myPage();
    return async () => await send(handler, request);
  });
};

/** The number of deliveries that are sent at once. */
export const AT_ONCE = 64;

/** Each operation sends many deliveries at once and waits for all of them. */
const atOnce: PrepareRound = async (opened, count) => {
  const bursts = Math.max(1, Math.round((count * 2) / AT_ONCE));
  const deliveries = await firstDelivery(opened, bursts * AT_ONCE);
  return Array.from({ length: bursts }, (_, n) => async () => {
    const burst = deliveries.slice(n * AT_ONCE, (n + 1) * AT_ONCE);
    await Promise.all(burst.map(async (job) => await job()));
  });
};

/** Measures the candidates, and `more` contenders beside them. */
async function run(
  { amount, dodo_url }: Bench,
  candidates: readonly Candidate[],
  prepareRound: PrepareRound,
  settings: Partial<HandlerSettings> = {},
  more: readonly Contender[] = [],
): Promise<RowResult> {
  const opened = await Promise.all(
    candidates.map(async (candidate) => ({
      name: candidate.name,
      ...(await open(candidate, dodo_url, settings)),
    })),
  );
  const contenders = opened.map((one): Contender => ({
    name: one.name,
    async prepare() {
      const jobs = await prepareRound(one, amount.deliveries);
      return {
        operations: jobs.length * (prepareRound === atOnce ? AT_ONCE : 1),
        async run() {
          for (const job of jobs) await job();
        },
      };
    },
  }));
  try {
    return {
      times: await measure([...contenders, ...more], amount.rounds, amount.warm),
      figures: [],
    };
  } finally {
    for (const { close } of opened) await close();
  }
}

/** Measures the candidates beside a loop of the bare statements that ours needs for a delivery. */
async function besideBareLoop(
  bench: Bench,
  prepareRound: PrepareRound,
  synchronous: "NORMAL" | "FULL",
): Promise<RowResult> {
  const loop = await bareLoop(bench, synchronous);
  try {
    const result = await run(bench, bench.candidates, prepareRound, { synchronous }, [loop]);
    return { ...result, figures: loop.figures };
  } finally {
    loop.close();
  }
}

function never(): never {
  throw new Error("there is no checkout");
}

/** The rows that are measured outside and inside a Federation. */
const BOTH = [
  { id: "methods", what: "`GET methods`", bar: "≥ 1.3 ×", prepare: methods },
  { id: "create", what: "`POST checkout/create`", bar: "≥ 1.8 ×", prepare: create },
  { id: "webhook", what: "webhook, first delivery", bar: "≥ 1.3 ×", prepare: firstDelivery },
  { id: "duplicate", what: "webhook, duplicate", bar: "≥ 2 ×", prepare: duplicate },
  { id: "me", what: "`GET payments/me`, 100 rows", bar: "≥ 2.2 ×", prepare: myPayments },
] as const;

export const REQUEST_ROWS: readonly Row[] = [
  ...BOTH.filter(({ id }) => id !== "webhook").map(({ prepare, ...row }): Row => ({
    ...row,
    small: true,
    run: async (bench) => await run(bench, bench.candidates, prepare),
  })),
  {
    id: "webhook",
    what: "webhook, first delivery, `NORMAL`",
    bar: "≥ 1.3 ×",
    small: true,
    run: async (bench) => await besideBareLoop(bench, firstDelivery, "NORMAL"),
  },
  {
    id: "webhook_full",
    what: "webhook, first delivery, `FULL`",
    bar: "≥ 75 % of the bare loop",
    small: true,
    run: async (bench) => await besideBareLoop(bench, firstDelivery, "FULL"),
  },
  {
    id: "webhook_64",
    what: `${AT_ONCE} first deliveries at once, \`FULL\``,
    bar: "≥ 3 × the bare loop of one at a time",
    small: true,
    run: async (bench) => await besideBareLoop(bench, atOnce, "FULL"),
  },
  {
    id: "webhook_transactional",
    what: "webhook, first delivery, transactional mode, `NORMAL`",
    bar: "≥ 1.3 ×",
    small: true,
    run: async (bench) =>
      await run(bench, bench.candidates, firstDelivery, { transactional: true }),
  },
  ...BOTH.map(({ id, what, prepare }): Row => ({
    id: `federation_${id}`,
    what: `${what}, inside a Federation`,
    bar: "≥ 1 ×",
    small: true,
    run: async (bench) => await run(bench, bench.inside, prepare),
  })),
];
