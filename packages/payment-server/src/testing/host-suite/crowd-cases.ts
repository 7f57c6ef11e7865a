/**
 * Cases that call `finishTopup()` many times at once, half of the calls over a second connection.
 */
import { expectEqual } from "../storage/check.ts";
import { hostCase, type Bench, type HostCase } from "./case.ts";
import { expectOnce, finish, retryFinish, sell } from "./sale.ts";

/** The number of calls for one topup. */
const CROWD = 50;
/** The number of topups of one user. */
const TOPUPS = 20;

/**
 * Calls `finishTopup()` once for each entry of `topup_ids`. All calls run at the same time, and
 * half of them use the second connection. Some databases abort one of two conflicting transactions.
 * Therefore repeats the call for each topup that is not paid, as the service would do.
 */
async function finishAtOnce(bench: Bench, topup_ids: readonly string[]): Promise<void> {
  await Promise.all(
    topup_ids.map(
      async (topup_id, index) =>
        await finish(index % 2 === 0 ? bench.host : bench.second, topup_id, { fence: index + 1 }),
    ),
  );
  for (const topup_id of new Set(topup_ids)) {
    if ((await bench.host.readTopup(topup_id))?.status !== "paid")
      await retryFinish(bench.host, topup_id);
  }
}

/** The cases about concurrent calls. */
export const crowdCases: readonly HostCase[] = [
  hostCase("fifty calls for one topup at once add its credits once", async (bench) => {
    const sale = await sell(bench);
    await finishAtOnce(
      bench,
      Array.from({ length: CROWD }, () => sale.topup_id),
    );
    await expectOnce(bench, sale, `after ${CROWD} calls at once`);
  }),

  hostCase("topups of one user at once are all added: no update is lost", async (bench) => {
    const first = await sell(bench, { credits: 1 });
    const sales = [first];
    for (let index = 1; index < TOPUPS; index += 1)
      sales.push(await sell(bench, { user_id: first.user_id, credits: 2 ** index }));
    await finishAtOnce(
      bench,
      sales.map(({ topup_id }) => topup_id),
    );
    const statuses = await Promise.all(
      sales.map(async ({ topup_id }) => (await bench.host.readTopup(topup_id))?.status),
    );
    expectEqual(
      statuses.filter((status) => status !== "paid"),
      [],
      "statuses of topups that are not paid",
    );
    // The credits are powers of two, so the sum shows which topups are missing.
    expectEqual(
      await bench.balanceOf(first.user_id),
      2 ** TOPUPS - 1,
      "the balance after all of them; add in the database (`credits = credits + …`, an upsert), never to a number that was read before",
    );
  }),
];
