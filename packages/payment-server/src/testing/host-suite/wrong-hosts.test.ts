import { describe, expect, test } from "vitest";
import {
  answerOf,
  finishing,
  moment,
  reading,
  underTest,
  type MakeHost,
} from "../../../test/host-shop.ts";
import type { Topup } from "../../core/host.ts";
import { hostCases } from "../index.ts";

/** What each case catches: a host that fails it, and what it is told. */
const wrong: readonly { name: string; caught_by: string; host: MakeHost; told: RegExp }[] = [
  {
    name: "returns before it has committed",
    caught_by: "one call adds the credits once and the topup reads paid",
    host: finishing(async (shop, topup_id) => void moment(5).then(() => shop.together(topup_id))),
    told: /after one call: the topup reads "pending" and nothing was added; finishTopup\(\) must return only after its commit/,
  },
  {
    name: "marks the topup and forgets the credits",
    caught_by: "one call adds the credits once and the topup reads paid",
    host: finishing(async (shop, topup_id) => shop.mark(topup_id)),
    told: /reads "paid", but 0 of its 500 credits were added: mark the topup paid and add the credits in one transaction/,
  },
  {
    name: "throws and does nothing",
    caught_by: "one call adds the credits once and the topup reads paid",
    host: finishing(async () => await Promise.reject(new Error("no such column: credit"))),
    told: /after one call \(finishTopup\(\) threw: Error: no such column: credit\)/,
  },
  {
    name: "adds at every call",
    caught_by: "a second call with the same key adds nothing, whether or not it throws",
    host: finishing(async (shop, topup_id) => {
      const topup = shop.read(topup_id);
      shop.mark(topup_id);
      if (topup !== null) shop.add(topup.user_id, topup.credits);
    }),
    told: /after a second, equal call: the topup was credited more than once \(1000 instead of 500\): add the credits only if `UPDATE/,
  },
  {
    name: "takes another ref for another payment",
    caught_by: "a second call with the same key, but another ref and a higher fence, adds nothing",
    host: finishing(async (shop, topup_id, { ref }) => {
      if (shop.notes.has(ref)) return;
      const topup = shop.read(topup_id);
      shop.mark(topup_id, ref);
      shop.notes.add(ref);
      if (topup !== null) shop.add(topup.user_id, topup.credits);
    }),
    told: /another `ref`, of which neither is the key: the topup was credited more than once/,
  },
  {
    name: "remembers in its own process what it has credited",
    caught_by: "a call over another connection after a success adds nothing",
    host: (shop) => {
      const done = new Set<string>();
      return {
        readTopup: (topup_id) => shop.read(topup_id),
        finishTopup(topup_id) {
          const topup = shop.read(topup_id);
          if (topup === null || done.has(topup_id)) return;
          done.add(topup_id);
          shop.mark(topup_id);
          shop.add(topup.user_id, topup.credits);
        },
      };
    },
    told: /after a call over each connection: the topup was credited more than once/,
  },
  {
    name: "finishes every pending topup",
    caught_by: "only the topup that is named is credited",
    host: finishing(async (shop) =>
      [...shop.topups.keys()].map((topup_id) => shop.together(topup_id)),
    ),
    told: /another user's topup and balance, which must stay as they were; name `topup_id` in every statement: expected \["pending",0\], got \["paid",500\]/,
  },
  {
    name: "reads the status, then writes",
    caught_by: "fifty calls for one topup at once add its credits once",
    host: finishing(async (shop, topup_id) => {
      const topup = shop.read(topup_id);
      if (topup?.status !== "pending") return;
      await moment();
      shop.mark(topup_id);
      shop.add(topup.user_id, topup.credits);
    }),
    told: /after 50 calls at once: the topup was credited more than once \(25000 instead of 500\)/,
  },
  {
    name: "adds to a balance that it read before",
    caught_by: "topups of one user at once are all added: no update is lost",
    host: finishing(async (shop, topup_id) => {
      const topup = shop.mark(topup_id);
      if (topup === null) return;
      const balance = shop.balanceOf(topup.user_id);
      await moment();
      shop.setBalance(topup.user_id, balance + topup.credits);
    }),
    told: /the balance after all of them; add in the database .*: expected 1048575, got 524288/,
  },
  {
    name: "looks at the signal between its two writes",
    caught_by: "a call whose signal is aborted already may refuse, but not credit by half",
    host: finishing(async (shop, topup_id, { signal }) => {
      const topup = shop.mark(topup_id);
      signal.throwIfAborted();
      if (topup !== null) shop.add(topup.user_id, topup.credits);
    }),
    told: /after a call with an aborted signal \(finishTopup\(\) threw: AbortError.*\): the topup reads "paid", but 0 of its 500/,
  },
  {
    name: "gives up between its two writes when the signal is aborted later",
    caught_by: "a call whose signal is aborted while it runs is done whole or not at all",
    host: finishing(async (shop, topup_id, { signal }) => {
      signal.throwIfAborted();
      const topup = shop.mark(topup_id);
      await moment(3);
      signal.throwIfAborted();
      if (topup !== null) shop.add(topup.user_id, topup.credits);
    }),
    told: /after a call that was aborted while it ran .*: the topup reads "paid", but 0 of its 500/,
  },
  {
    name: "adds the credits, then reads the note, without a transaction",
    caught_by: "a call that throws while it reads `extra` leaves all or nothing",
    host: finishing(async (shop, topup_id, extra) => {
      const topup = shop.read(topup_id);
      if (topup?.status !== "pending") return;
      shop.add(topup.user_id, topup.credits);
      if (extra.note !== "") shop.mark(topup_id);
    }),
    told: /`extra.note` could not be read .*: the topup reads "pending", but 500 credits were added, and the next call adds them again/,
  },
  {
    name: "marks the topup, then adds, without a transaction",
    caught_by:
      "a call that cannot write the balance leaves all or nothing (where `refuseWrites` is given)",
    host: finishing(async (shop, topup_id) => {
      const topup = shop.mark(topup_id);
      if (topup !== null) shop.add(topup.user_id, topup.credits);
    }),
    told: /could not write the balances \(finishTopup\(\) threw: Error: balances: refused\): the topup reads "paid", but 0 of its 500/,
  },
  {
    name: "adds, then marks the topup, without a transaction",
    caught_by:
      "a call that cannot write the topup leaves all or nothing (where `refuseWrites` is given)",
    host: finishing(async (shop, topup_id) => {
      const topup = shop.read(topup_id);
      if (topup?.status !== "pending") return;
      shop.add(topup.user_id, topup.credits);
      shop.mark(topup_id);
    }),
    told: /could not write the topups \(finishTopup\(\) threw: Error: topups: refused\): the topup reads "pending", but 500/,
  },
  {
    name: "has a moment between its two writes, without a transaction",
    caught_by:
      "a process that is killed in the middle, twenty times, leaves all or nothing (where `inProcess` is given)",
    host: (shop, is_alive = () => true) => ({
      readTopup: (topup_id) => shop.read(topup_id),
      async finishTopup(topup_id) {
        await moment(2);
        if (!is_alive()) return;
        const topup = shop.mark(topup_id);
        await moment(10);
        if (topup !== null && is_alive()) shop.add(topup.user_id, topup.credits);
      },
    }),
    told: /after kill \d+, [\d.]+ ms into the call: the topup reads "paid", but 0 of its 500/,
  },
  {
    name: "returns a BIGINT column as text, as drivers do",
    caught_by:
      "readTopup returns the five fields in their types: ids and status are strings, credits and cents are numbers",
    host: reading((shop, topup_id) => ({ ...shop.read(topup_id), credits: "500" })),
    told: /the driver returns BIGINT as text or bigint; convert it\): expected .*"credits":500.*got .*"credits":"500"/,
  },
  {
    name: "returns dollars",
    caught_by:
      "readTopup returns the five fields in their types: ids and status are strings, credits and cents are numbers",
    host: reading((shop, topup_id) => ({ ...shop.read(topup_id), usd_cents: 49.99 })),
    told: /expected .*"usd_cents":4999.*got .*"usd_cents":49.99/,
  },
  {
    name: "answers from a cache",
    caught_by: "readTopup sees a commit at once, over every connection",
    host: (shop) => {
      const cache = new Map<string, Topup | null>();
      return {
        readTopup(topup_id) {
          if (!cache.has(topup_id)) cache.set(topup_id, shop.read(topup_id));
          return cache.get(topup_id) ?? null;
        },
        finishTopup: (topup_id) => void shop.together(topup_id),
      };
    },
    told: /the status right after the call; read from the primary, without a cache.*: expected "paid", got "pending"/,
  },
  {
    name: "returns undefined for what is not there",
    caught_by: "a topup that is unknown reads null, and a call for it adds nothing",
    host: reading((shop, topup_id) => shop.read(topup_id) ?? undefined),
    told: /readTopup\(\) of an unknown topup \(`\?\? null`\): expected null, got undefined/,
  },
  {
    name: "makes the topup that it does not find",
    caught_by: "a topup that is unknown reads null, and a call for it adds nothing",
    host: finishing(async (shop, topup_id) => {
      if (shop.together(topup_id) === null)
        shop.topups.set(topup_id, {
          topup_id,
          user_id: "",
          credits: 0,
          usd_cents: 0,
          status: "paid",
        });
    }),
    told: /after a call for it, which must not make one: expected null/,
  },
  {
    name: "keeps balances in 31 bits",
    caught_by: "large credits are added exactly, beyond 31 bits in the balance",
    host: finishing(async (shop, topup_id) => {
      const paid = shop.together(topup_id);
      if (paid !== null)
        shop.setBalance(paid.user_id, Math.min(shop.balanceOf(paid.user_id), 2 ** 31 - 1));
    }),
    told: /the balance after one credit more; give balances a 64-bit column: expected 2147483648, got 2147483647/,
  },
  {
    name: "keeps credits in single precision",
    caught_by: "large credits are added exactly, beyond 31 bits in the balance",
    host: reading((shop, topup_id) => {
      const topup = shop.read(topup_id);
      return topup === null ? null : { ...topup, credits: Math.fround(topup.credits) };
    }),
    told: /the topup: expected .*"credits":2147483647.*got .*"credits":2147483648/,
  },
  {
    name: "takes user ids for the same whatever their case",
    caught_by: "user ids of any spelling are kept apart and unchanged",
    host: finishing(async (shop, topup_id) => {
      const paid = shop.mark(topup_id);
      if (paid === null) return;
      const user_id =
        [...shop.balances.keys()].find(
          (known) => known.toLowerCase() === paid.user_id.toLowerCase(),
        ) ?? paid.user_id;
      shop.add(user_id, paid.credits);
    }),
    told: /after one call for the user "ADA": the topup reads "paid", but 0 of its/,
  },
  {
    name: "takes user ids for numbers",
    caught_by: "user ids of any spelling are kept apart and unchanged",
    host: reading((shop, topup_id) => {
      const topup = shop.read(topup_id);
      return topup === null || Number.isNaN(Number(topup.user_id))
        ? topup
        : { ...topup, user_id: String(Number(topup.user_id)) };
    }),
    told: /the topup: expected {"user_id":"00012"}, got {"user_id":"12"}/,
  },
];

describe("a host is found out that", () => {
  for (const { name, caught_by, host, told } of wrong) {
    test(name, async () => expect(await answerOf(caught_by, underTest(host))).toMatch(told));
  }

  test("every case finds out one", () => {
    expect([...new Set(wrong.map(({ caught_by }) => caught_by))]).toEqual(
      hostCases.map(({ name }) => name),
    );
  });
});
