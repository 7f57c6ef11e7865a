/** A process that ends in the middle of `finishTopup()`. */
import { hostCase, type Bench, type HostCase, type HostProcess } from "./case.ts";
import { expectOnce, expectWhole, insist, sell, sleep } from "./sale.ts";

const KILLS = 20;
/** A machine that stood still meanwhile makes one call look long, and most kills would come after its end. */
const MEASURED = 3;
const PATIENCE_MS = 10_000;

/** How long a process needs for one topup, from being told until both of its writes are seen. */
async function timeOfOne(bench: Bench, start: () => Promise<HostProcess>): Promise<number> {
  const { topup_id, user_id, credits } = await sell(bench);
  const victim = await start();
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

export const killCases: readonly HostCase[] = [
  hostCase(
    "a process that is killed in the middle, twenty times, leaves all or nothing (where `inProcess` is given)",
    async (bench) => {
      const { inProcess } = bench;
      if (inProcess === undefined) return;
      let usual = Number.POSITIVE_INFINITY;
      for (let measured = 0; measured < MEASURED; measured += 1)
        usual = Math.min(usual, await timeOfOne(bench, inProcess.start));
      for (let round = 0; round < KILLS; round += 1) {
        const sale = await sell(bench);
        const victim = await inProcess.start();
        victim.finish(sale.topup_id);
        // Spread over the whole call: by chance alone all of them could miss its middle.
        const delay = ((round + Math.random()) / KILLS) * usual * 1.5;
        await sleep(delay);
        await victim.kill();
        const when = `after kill ${round + 1}, ${delay.toFixed(1)} ms into the call`;
        await expectWhole(bench, sale, when);
        const said = await insist(bench.host, sale.topup_id);
        await expectOnce(bench, sale, `${when}, then another call${said}`);
      }
    },
  ),
];
