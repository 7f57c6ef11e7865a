/** The case that kills a process during `finishTopup()`. */
import { needPart } from "../register.ts";
import { hostCase, type Bench, type HostCase, type HostProcess } from "./case.ts";
import { expectOnce, expectAllOrNothing, retryFinish, sell, sleep } from "./sale.ts";

const KILLS = 20;
/**
 * The number of calls that are timed. The shortest time is taken as the usual duration: a single
 * call may be slow on a busy machine, and the kills would then come too late.
 */
const MEASURED = 3;
const PATIENCE_MS = 10_000;

/** Returns how many milliseconds another process, once started, needs to credit a topup. */
async function timeOfOne(
  bench: Bench,
  inProcess: { start(): Promise<HostProcess> },
): Promise<number> {
  const { topup_id, user_id, credits } = await sell(bench);
  const victim = await inProcess.start();
  const began = performance.now();
  try {
    victim.finish(topup_id);
    while (
      (await bench.host.readTopup(topup_id))?.status !== "paid" ||
      (await bench.balanceOf(user_id)) < credits
    ) {
      if (performance.now() - began > PATIENCE_MS)
        throw new Error(
          "inProcess: ten seconds after finish(topup_id) the topup is not paid and credited; does the process call finishTopup() on the same data?",
        );
      await sleep(1);
    }
    return performance.now() - began;
  } finally {
    await victim.kill();
  }
}

/** The case about killed processes. */
export const killCases: readonly HostCase[] = [
  hostCase(
    "a process that is killed in the middle, twenty times, commits all or nothing (where `inProcess` is given)",
    async (bench) => {
      const { inProcess } = bench;
      needPart(inProcess, "inProcess");
      let usual = Number.POSITIVE_INFINITY;
      for (let measured = 0; measured < MEASURED; measured += 1)
        usual = Math.min(usual, await timeOfOne(bench, inProcess));
      for (let count = 0; count < KILLS; count += 1) {
        const sale = await sell(bench);
        const victim = await inProcess.start();
        victim.finish(sale.topup_id);
        // The delays are spread evenly over 1.5 times the duration of a call. Entirely random ones
        // could all miss the middle of the call.
        const delay = ((count + Math.random()) / KILLS) * usual * 1.5;
        await sleep(delay);
        await victim.kill();
        const when = `after kill ${count + 1}, ${delay.toFixed(1)} ms into the call`;
        await expectAllOrNothing(bench, sale, when);
        const thrown = await retryFinish(bench.host, sale.topup_id);
        await expectOnce(bench, sale, `${when}, then another call${thrown}`);
      }
    },
  ),
];
