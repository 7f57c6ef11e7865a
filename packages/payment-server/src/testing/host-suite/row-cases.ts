/** Cases about what `readTopup()` returns, including unusual ids and large numbers. */
import { absentOrUnavailable } from "../../core/topup.ts";
import { expectEqual, expectFields } from "../storage/check.ts";
import { hostCase, type HostCase, type HostFunctions } from "./case.ts";
import { expectOnce, finish, sell, type Sale } from "./sale.ts";

/** The largest number that a column of 32-bit integers can hold. */
const MANY = 2 ** 31 - 1;
/** User ids that a host may mix up, cut off or change. */
const USERS: readonly string[] = [
  "O'Brien; DROP TABLE topups --",
  "用户 é 🙂",
  "0",
  "00012",
  "null",
  'a%b_c\\d"e`f$1:x?',
  "ada",
  "ADA",
  "U".repeat(255),
];

/** Returns the five fields that `readTopup()` must at least return. */
const fieldsOf = (
  { topup_id, user_id, credits, usd_cents }: Sale,
  status: string,
): Readonly<Record<string, unknown>> => ({ topup_id, user_id, credits, usd_cents, status });

/** Returns what `readTopup()` returns, or `null` if it throws an error that means the same. */
async function readUnknown(host: HostFunctions, topup_id: string): Promise<unknown> {
  try {
    return await host.readTopup(topup_id);
  } catch (error) {
    try {
      return absentOrUnavailable({ mistakes: { report: () => {} } }, error);
    } catch {
      throw error;
    }
  }
}

/** The cases about `readTopup()` and about unusual values. */
export const rowCases: readonly HostCase[] = [
  hostCase(
    "readTopup returns the five fields in their types: ids and status are strings, credits and cents are numbers",
    async (bench) => {
      const sale = await sell(bench);
      for (const host of [bench.host, bench.second])
        expectFields(
          await host.readTopup(sale.topup_id),
          fieldsOf(sale, "pending"),
          "a pending topup (a number in quotes or with an n: the driver returns BIGINT as text or bigint; convert it)",
        );
      await finish(bench.host, sale.topup_id);
      expectFields(
        await bench.host.readTopup(sale.topup_id),
        fieldsOf(sale, "paid"),
        "the topup once paid",
      );
    },
  ),

  // When `finishTopup()` has returned, the service reads the topup to see whether its status is
  // `paid`, so `readTopup()` must return what was just committed.
  hostCase("readTopup sees a commit at once, over every connection", async (bench) => {
    for (const [writer, readers] of [
      [bench.host, [bench.host, bench.second]],
      [bench.second, [bench.second, bench.host]],
    ] as const) {
      const { topup_id } = await sell(bench);
      for (const host of readers)
        expectEqual(
          (await host.readTopup(topup_id))?.status,
          "pending",
          "the status before the call",
        );
      await finish(writer, topup_id);
      for (const host of readers)
        expectEqual(
          (await host.readTopup(topup_id))?.status,
          "paid",
          "the status right after the call; read from the primary, without a cache, and return from finishTopup() only after the commit",
        );
    }
  }),

  // A buyer can send any topup id. If `readTopup()` returns `null` for an unknown one, or throws an
  // error that means the same, the buyer gets the same response as for a topup of another user.
  hostCase("a topup that is unknown reads null, and a call for it adds nothing", async (bench) => {
    const bystander = await sell(bench);
    const unknown = `unknown_${crypto.randomUUID()}`;
    expectEqual(
      await readUnknown(bench.host, unknown),
      null,
      "readTopup() of an unknown topup (`?? null`)",
    );
    await finish(bench.host, unknown);
    expectEqual(
      await readUnknown(bench.host, unknown),
      null,
      "readTopup() of an unknown topup after a call for it, which must not make one",
    );
    expectEqual(await bench.balanceOf(bystander.user_id), 0, "a bystander's balance");
    expectFields(
      await bench.host.readTopup(bystander.topup_id),
      { status: "pending" },
      "a bystander's topup",
    );
  }),

  // A balance is the sum of many topups, so it can exceed 31 bits although no single topup does.
  hostCase("large credits are added exactly, beyond 31 bits in the balance", async (bench) => {
    const sale = await sell(bench, { credits: MANY, usd_cents: 99_999_999 });
    expectFields(await bench.host.readTopup(sale.topup_id), fieldsOf(sale, "pending"), "the topup");
    const thrown = await finish(bench.host, sale.topup_id);
    await expectOnce(bench, sale, `after one call${thrown}`);
    const more = await sell(bench, { user_id: sale.user_id, credits: 1 });
    const then = await finish(bench.host, more.topup_id);
    expectEqual(
      await bench.balanceOf(sale.user_id),
      MANY + 1,
      `the balance after one credit more${then}; give balances a 64-bit column`,
    );
  }),

  hostCase("user ids of any spelling are kept apart and unchanged", async (bench) => {
    const users =
      bench.createUser === undefined ? USERS : [await bench.createUser(), await bench.createUser()];
    for (const [index, user_id] of users.entries()) {
      const sale = await sell(bench, { user_id, credits: index + 1 });
      expectFields(
        await bench.host.readTopup(sale.topup_id),
        { user_id: sale.user_id },
        "the topup",
      );
      const thrown = await finish(bench.host, sale.topup_id);
      await expectOnce(
        bench,
        sale,
        `after one call for the user ${JSON.stringify(sale.user_id)}${thrown}`,
      );
    }
  }),
];
