/** Cases of calls one after another. Only one of the calls for a topup may add the credits. */
import { expectEqual } from "../storage/check.ts";
import { hostCase, type HostCase } from "./case.ts";
import { expectOnce, finish, sell } from "./sale.ts";

/** The cases about sequential calls. */
export const onceCases: readonly HostCase[] = [
  hostCase("one call adds the credits once and the topup reads paid", async (bench) => {
    const sale = await sell(bench);
    const thrown = await finish(bench.host, sale.topup_id);
    await expectOnce(bench, sale, `after one call${thrown}`);
  }),

  // If the service does not know the result of a call, for instance after a crash, it may call
  // `finishTopup()` again. If the first call has added the credits, the second call must not add
  // them again.
  hostCase(
    "a second call with the same key adds nothing, whether or not it throws",
    async (bench) => {
      const sale = await sell(bench);
      await finish(bench.host, sale.topup_id);
      const thrown = await finish(bench.host, sale.topup_id);
      await expectOnce(bench, sale, `after a second, equal call${thrown}`);
    },
  ),

  // `idempotency_key` is always the same for a topup. `ref` is the provider's payment id and may
  // differ, so a host must not recognize a repeated call by `ref`.
  hostCase(
    "a second call with the same key, but another ref and a higher fence, adds nothing",
    async (bench) => {
      const sale = await sell(bench);
      await finish(bench.host, sale.topup_id);
      const thrown = await finish(bench.host, sale.topup_id, { ref: "pay_other", fence: 2 });
      await expectOnce(
        bench,
        sale,
        `after a second call with another \`ref\`, of which neither is the key${thrown}`,
      );
    },
  ),

  // Another process may make the second call, so a host must not remember only in memory which
  // topups it has credited.
  hostCase("a call over another connection after a success adds nothing", async (bench) => {
    const sale = await sell(bench);
    // If the host has a cache, this read stores the topup in it as pending. The host must not rely
    // on that entry later.
    await bench.second.readTopup(sale.topup_id);
    await finish(bench.host, sale.topup_id);
    const thrown = await finish(bench.second, sale.topup_id, { fence: 2 });
    await expectOnce(bench, sale, `after a call over each connection${thrown}`);
  }),

  hostCase("only the topup that is named is credited", async (bench) => {
    const [sale, other] = [await sell(bench), await sell(bench)];
    await finish(bench.host, sale.topup_id);
    await expectOnce(bench, sale, "after one call");
    const untouched = [
      (await bench.host.readTopup(other.topup_id))?.status,
      await bench.balanceOf(other.user_id),
    ];
    expectEqual(
      untouched,
      ["pending", 0],
      "another user's topup and balance, which must stay as they were; name `topup_id` in every statement",
    );
  }),
];
