/** Calls that do not get to their end: all of it happened or nothing, and the next call makes it once. */
import type { FinishExtra } from "../../core/host.ts";
import { hostCase, type Bench, type HostCase } from "./case.ts";
import { expectOnce, expectWhole, finish, insist, sell, sleep, type Sale } from "./sale.ts";

const FIELDS: readonly (keyof FinishExtra)[] = [
  "note",
  "ref",
  "meta",
  "idempotency_key",
  "fence",
  "signal",
];
const ABORTS = 10;

async function expectRecovery(bench: Bench, sale: Sale, when: string): Promise<void> {
  await expectWhole(bench, sale, when);
  const said = await insist(bench.host, sale.topup_id);
  await expectOnce(bench, sale, `${when}, then another call${said}`);
}

/** An `extra` of which one field cannot be read. */
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

async function whileRefused(bench: Bench, table: "topups" | "balances"): Promise<void> {
  const { refuseWrites } = bench;
  if (refuseWrites === undefined) return;
  const sale = await sell(bench);
  let said = "";
  await refuseWrites(table, async () => {
    said = await finish(bench.host, sale.topup_id);
    const paid = (await bench.host.readTopup(sale.topup_id))?.status === "paid";
    if (paid && (await bench.balanceOf(sale.user_id)) > 0)
      throw new Error(
        `refuseWrites("${table}", …) refused nothing: the topup was credited while it ran`,
      );
  });
  await expectRecovery(bench, sale, `after a call that could not write the ${table}${said}`);
}

export const faultCases: readonly HostCase[] = [
  hostCase(
    "a call whose signal is aborted already may refuse, but not credit by half",
    async (bench) => {
      const sale = await sell(bench);
      const said = await finish(bench.host, sale.topup_id, { signal: AbortSignal.abort() });
      await expectRecovery(bench, sale, `after a call with an aborted signal${said}`);
    },
  ),

  hostCase(
    "a call whose signal is aborted while it runs is done whole or not at all",
    async (bench) => {
      for (let round = 0; round < ABORTS; round += 1) {
        const sale = await sell(bench);
        const abort = new AbortController();
        const call = finish(bench.host, sale.topup_id, { signal: abort.signal });
        if (round > 0) await sleep(round - 1);
        abort.abort();
        const said = await call;
        await expectRecovery(bench, sale, `after a call that was aborted while it ran${said}`);
      }
    },
  ),

  hostCase("a call that throws while it reads `extra` leaves all or nothing", async (bench) => {
    for (const name of FIELDS) {
      const sale = await sell(bench);
      const said = await finish(bench.host, sale.topup_id, withoutField(name));
      await expectRecovery(
        bench,
        sale,
        `after a call in which \`extra.${name}\` could not be read${said}`,
      );
    }
  }),

  hostCase(
    "a call that cannot write the balance leaves all or nothing (where `refuseWrites` is given)",
    async (bench) => {
      await whileRefused(bench, "balances");
    },
  ),

  hostCase(
    "a call that cannot write the topup leaves all or nothing (where `refuseWrites` is given)",
    async (bench) => {
      await whileRefused(bench, "topups");
    },
  ),
];
