/** Cases about notices that are sent more than once. */
import { expectBalance, reversalCase, send, type ReversalCase } from "./case.ts";
import { sell } from "./notices.ts";

/** The number of calls at once. */
const CROWD = 20;
const GUARD =
  "insert the `notice_id` under a unique key and change the balance in the same transaction, and only if the row is new";

/** The cases about repeated notices. */
export const repeatCases: readonly ReversalCase[] = [
  reversalCase("the same notice again takes nothing more", async (bench) => {
    const sold = await sell(bench);
    const notice = sold.refund(1_000);
    await send(bench.notify, notice);
    const thrown = await send(bench.notify, notice);
    await expectBalance(
      bench,
      sold.user_id,
      400,
      `after the same notice of 100 credits twice; ${GUARD}${thrown}`,
    );
  }),

  // Another process may send the notice again, so a host must not remember it in memory only.
  reversalCase("the same notice over another connection takes nothing more", async (bench) => {
    const sold = await sell(bench);
    const notice = sold.refund(1_000);
    await send(bench.notify, notice);
    const thrown = await send(bench.second, notice);
    await expectBalance(
      bench,
      sold.user_id,
      400,
      `after the same notice over each connection; ${GUARD}${thrown}`,
    );
  }),

  // A call that took too long may still run when the notice is sent again.
  reversalCase("the same notice many times at once takes its credits once", async (bench) => {
    const sold = await sell(bench);
    const notice = sold.refund(1_000);
    await Promise.all(
      Array.from(
        { length: CROWD },
        async (_, index) => await send(index % 2 === 0 ? bench.notify : bench.second, notice),
      ),
    );
    // Some databases abort one of two transactions that conflict, so the notice is sent again.
    const thrown = await send(bench.notify, notice);
    await expectBalance(
      bench,
      sold.user_id,
      400,
      `after ${CROWD} calls at once with one notice; ${GUARD}${thrown}`,
    );
  }),

  reversalCase("a notice that is repeated after a later one takes nothing more", async (bench) => {
    const sold = await sell(bench);
    const notices = [sold.refund(1_000), sold.refund(2_500)] as const;
    let thrown = "";
    for (const notice of [notices[0], notices[1], notices[0], notices[1]])
      thrown += await send(bench.notify, notice);
    await expectBalance(
      bench,
      sold.user_id,
      250,
      `after two refunds whose notices were both sent again; remember each \`notice_id\`, not only the last one${thrown}`,
    );
  }),
];
