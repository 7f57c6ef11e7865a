/** Cases about a dispute that is won after it was lost, so that the credits are given back. */
import type { WireNotice } from "../../http/notices.ts";
import { expectBalance, reversalCase, send, type ReversalCase } from "./case.ts";
import { only, sell, type Sold } from "./notices.ts";

const lose = (sold: Sold): WireNotice =>
  only(sold.change({ dispute_status: "lost", refunded_minor: 5_000 }));
const win = (sold: Sold): WireNotice =>
  only(sold.change({ dispute_status: "won", refunded_minor: 0 }));

/** The cases about credits that are given back. */
export const wonCases: readonly ReversalCase[] = [
  reversalCase("a dispute that is won after it was lost gives the credits back", async (bench) => {
    const sold = await sell(bench);
    let thrown = await send(bench.notify, lose(sold));
    const won = win(sold);
    for (const notify of [bench.notify, bench.second]) thrown += await send(notify, won);
    await expectBalance(
      bench,
      sold.user_id,
      500,
      `after a lost dispute that was won later, whose notice \`dispute_won\` has negative \`returned.credits\` and was sent twice; add them back, once${thrown}`,
    );
    thrown += await send(bench.notify, lose(sold));
    await expectBalance(bench, sold.user_id, 0, `after the dispute was lost again${thrown}`);
  }),

  // If the balance was too small and cannot be negative, fewer credits were taken than the notice
  // named.
  reversalCase("a dispute that is won gives back no more than was taken", async (bench) => {
    const sold = await sell(bench);
    await bench.setBalance(sold.user_id, 120);
    let thrown = await send(bench.notify, lose(sold));
    thrown += await send(bench.notify, win(sold));
    await expectBalance(
      bench,
      sold.user_id,
      120,
      `after a lost dispute that took 120 of 500 credits, since 380 were spent, and was won later; remember for each notice how much was taken${thrown}`,
    );
  }),
];
