import { describe } from "vitest";
import { finishing, moment } from "../../../test/host-shop.ts";
import { testWrongHosts, type WrongHost } from "../../../test/wrong-hosts.ts";
import { crowdCases } from "./crowd-cases.ts";
import { onceCases } from "./once-cases.ts";

const hosts: readonly WrongHost[] = [
  {
    name: "returns before it has committed",
    caught_by: "one call adds the credits once and the topup reads paid",
    host: finishing(async (shop, topup_id) => void moment(5).then(() => shop.together(topup_id))),
    message:
      /after one call: the topup reads "pending" and nothing was added; finishTopup\(\) must return only after its commit/,
  },
  {
    name: "marks the topup and forgets the credits",
    caught_by: "one call adds the credits once and the topup reads paid",
    host: finishing(async (shop, topup_id) => shop.mark(topup_id)),
    message:
      /reads "paid", but 0 of its 500 credits were added: mark the topup paid and add the credits in one transaction/,
  },
  {
    name: "throws and does nothing",
    caught_by: "one call adds the credits once and the topup reads paid",
    host: finishing(async () => await Promise.reject(new Error("no such column: credit"))),
    message: /after one call \(finishTopup\(\) threw: Error: no such column: credit\)/,
  },
  {
    name: "adds at every call",
    caught_by: "a second call with the same key adds nothing, whether or not it throws",
    host: finishing(async (shop, topup_id) => {
      const topup = shop.read(topup_id);
      shop.mark(topup_id);
      if (topup !== null) shop.add(topup.user_id, topup.credits);
    }),
    message:
      /after a second, equal call: the topup was credited more than once \(1000 instead of 500\): add the credits only if `UPDATE/,
  },
  {
    name: "treats another ref as another payment",
    caught_by: "a second call with the same key, but another ref and a higher fence, adds nothing",
    host: finishing(async (shop, topup_id, { ref }) => {
      if (shop.notes.has(ref)) return;
      const topup = shop.read(topup_id);
      shop.mark(topup_id, ref);
      shop.notes.add(ref);
      if (topup !== null) shop.add(topup.user_id, topup.credits);
    }),
    message: /another `ref`, of which neither is the key: the topup was credited more than once/,
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
    message: /after a call over each connection: the topup was credited more than once/,
  },
  {
    name: "finishes every pending topup",
    caught_by: "only the topup that is named is credited",
    host: finishing(async (shop) =>
      [...shop.topups.keys()].map((topup_id) => shop.together(topup_id)),
    ),
    message:
      /another user's topup and balance, which must stay as they were; name `topup_id` in every statement: expected \["pending",0\], got \["paid",500\]/,
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
    message:
      /after 50 calls at once: the topup was credited more than once \(25000 instead of 500\)/,
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
    message: /the balance after all of them; add in the database .*: expected 1048575, got 524288/,
  },
];

describe("the suite catches a host that", () =>
  testWrongHosts(hosts, [...onceCases, ...crowdCases]));
