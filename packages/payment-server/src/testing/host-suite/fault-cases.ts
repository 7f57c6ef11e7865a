/**
 * Cases in which `finishTopup()` fails or is aborted. Such a call must commit everything or
 * nothing. After further calls, the topup must be credited exactly once.
 */
import type { FinishExtra } from "../../core/finish-extra.ts";
import { needPart } from "../register.ts";
import { hostCase, type Bench, type HostCase } from "./case.ts";
import {
  expectOnce,
  expectAllOrNothing,
  finish,
  retryFinish,
  sell,
  sleep,
  type Sale,
} from "./sale.ts";

const FIELDS: readonly (keyof FinishExtra)[] = [
  "note",
  "ref",
  "meta",
  "idempotency_key",
  "fence",
  "signal",
];
/** The number of calls to abort: the first one at once, the last one after 8 milliseconds. */
const ABORTS = 10;

/**
 * Throws unless a failed or aborted call has committed everything or nothing. Then calls
 * `retryFinish()`, and throws unless the topup is credited exactly once.
 */
async function expectRecovery(bench: Bench, sale: Sale, when: string): Promise<void> {
  await expectAllOrNothing(bench, sale, when);
  const thrown = await retryFinish(bench.host, sale.topup_id);
  await expectOnce(bench, sale, `${when}, then another call${thrown}`);
}

/** Returns the field `name` of `extra` as a getter that throws when the host reads the field. */
function withoutField(name: keyof FinishExtra): Partial<FinishExtra> {
  const descriptor = {
    enumerable: true,
    configurable: true,
    get(): never {
      throw new Error(`the suite lets \`extra.${name}\` throw`);
    },
  };
  return Object.defineProperty({}, name, descriptor);
}

/**
 * Calls `finishTopup()` while `table` refuses writes, then calls `expectRecovery()`. Throws if the
 * topup was credited in spite of the refusal. The case needs `refuseWrites`.
 */
async function whileRefused(bench: Bench, table: "topups" | "balances"): Promise<void> {
  const { refuseWrites } = bench;
  needPart(refuseWrites, "refuseWrites");
  const sale = await sell(bench);
  let thrown = "";
  await refuseWrites(table, async () => {
    thrown = await finish(bench.host, sale.topup_id);
    const paid = (await bench.host.readTopup(sale.topup_id))?.status === "paid";
    if (paid && (await bench.balanceOf(sale.user_id)) > 0)
      throw new Error(
        `refuseWrites("${table}", …) refused nothing: the topup was credited while it ran`,
      );
  });
  await expectRecovery(bench, sale, `after a call that could not write the ${table}${thrown}`);
}

/** The cases about calls that fail or are aborted. */
export const faultCases: readonly HostCase[] = [
  // If a call takes too long, the service aborts the signal of the call. If the topup is still
  // `pending` later, the service calls `finishTopup()` again. So the aborted call must commit
  // everything or nothing.
  hostCase(
    "a call whose signal is already aborted may refuse, but never commits a part",
    async (bench) => {
      const sale = await sell(bench);
      const thrown = await finish(bench.host, sale.topup_id, { signal: AbortSignal.abort() });
      await expectRecovery(bench, sale, `after a call with an aborted signal${thrown}`);
    },
  ),

  hostCase("a call whose signal is aborted while it runs commits all or nothing", async (bench) => {
    for (let count = 0; count < ABORTS; count += 1) {
      const sale = await sell(bench);
      const abort = new AbortController();
      const call = finish(bench.host, sale.topup_id, { signal: abort.signal });
      if (count > 0) await sleep(count - 1);
      abort.abort();
      const thrown = await call;
      await expectRecovery(bench, sale, `after a call that was aborted while it ran${thrown}`);
    }
  }),

  // A host may read `extra` between its two writes. An error at that moment must not leave only one
  // of the writes committed.
  hostCase("a call that throws while it reads `extra` commits all or nothing", async (bench) => {
    for (const name of FIELDS) {
      const sale = await sell(bench);
      const thrown = await finish(bench.host, sale.topup_id, withoutField(name));
      await expectRecovery(
        bench,
        sale,
        `after a call in which \`extra.${name}\` could not be read${thrown}`,
      );
    }
  }),

  hostCase(
    "a call that cannot write the balance commits all or nothing (where `refuseWrites` is given)",
    async (bench) => {
      await whileRefused(bench, "balances");
    },
  ),

  hostCase(
    "a call that cannot write the topup commits all or nothing (where `refuseWrites` is given)",
    async (bench) => {
      await whileRefused(bench, "topups");
    },
  ),
];
