/** Cases in which `notify()` cannot write to the database, so that it must throw. */
import { needPart } from "../register.ts";
import { expectBalance, reversalCase, send, type Bench, type ReversalCase } from "./case.ts";
import { sell } from "./notices.ts";

/**
 * Calls `notify()` with a notice while `table` refuses writes, and once more when `table` accepts
 * writes again. The first call must throw and must change no balance. The second call must take the
 * credits. Throws otherwise. The case needs `refuseWrites`.
 */
async function whileRefused(bench: Bench, table: "balances" | "reversals"): Promise<void> {
  const { refuseWrites } = bench;
  needPart(refuseWrites, "refuseWrites");
  const sold = await sell(bench);
  const notice = sold.refund(1_000);
  let thrown = "";
  await refuseWrites(table, async () => void (thrown = await send(bench.notify, notice)));
  if (thrown === "")
    throw new Error(
      `notify() returned although the ${table} could not be written: it must throw, so that the notice is sent again`,
    );
  await expectBalance(
    bench,
    sold.user_id,
    500,
    `after a call that could not write the ${table}; remember the notice and change the balance in one transaction${thrown}`,
  );
  const again = await send(bench.notify, notice);
  await expectBalance(
    bench,
    sold.user_id,
    400,
    `after a call that could not write the ${table}, then another call; remember the notice and change the balance in one transaction${again}`,
  );
}

/** The cases about calls that fail. */
export const faultCases: readonly ReversalCase[] = [
  reversalCase(
    "a call that cannot write the balance changes nothing, and the next one takes the credits (where `refuseWrites` is given)",
    async (bench) => await whileRefused(bench, "balances"),
  ),

  reversalCase(
    "a call that cannot remember the notice changes nothing, and the next one takes the credits (where `refuseWrites` is given)",
    async (bench) => await whileRefused(bench, "reversals"),
  ),
];
