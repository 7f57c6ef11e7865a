import { describe } from "vitest";
import { finishing, reading } from "../../../test/host-shop.ts";
import { testWrongHosts, type WrongHost } from "../../../test/wrong-hosts.ts";
import type { Topup } from "../../core/host.ts";
import { rowCases } from "./row-cases.ts";

const hosts: readonly WrongHost[] = [
  {
    name: "returns a BIGINT column as text, as drivers do",
    caught_by:
      "readTopup returns the five fields in their types: ids and status are strings, credits and cents are numbers",
    host: reading((shop, topup_id) => ({ ...shop.read(topup_id), credits: "500" })),
    message:
      /the driver returns BIGINT as text or bigint; convert it\): expected .*"credits":500.*got .*"credits":"500"/,
  },
  {
    name: "returns dollars",
    caught_by:
      "readTopup returns the five fields in their types: ids and status are strings, credits and cents are numbers",
    host: reading((shop, topup_id) => ({ ...shop.read(topup_id), usd_cents: 49.99 })),
    message: /expected .*"usd_cents":4999.*got .*"usd_cents":49.99/,
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
    message:
      /the status right after the call; read from the primary, without a cache.*: expected "paid", got "pending"/,
  },
  {
    name: "returns undefined for what is not there",
    caught_by: "a topup that is unknown reads null, and a call for it adds nothing",
    host: reading((shop, topup_id) => shop.read(topup_id) ?? undefined),
    message: /readTopup\(\) of an unknown topup \(`\?\? null`\): expected null, got undefined/,
  },
  {
    name: "creates the topup that it does not find",
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
    message: /after a call for it, which must not make one: expected null/,
  },
  {
    name: "keeps balances in 31 bits",
    caught_by: "large credits are added exactly, beyond 31 bits in the balance",
    host: finishing(async (shop, topup_id) => {
      const paid = shop.together(topup_id);
      if (paid !== null)
        shop.setBalance(paid.user_id, Math.min(shop.balanceOf(paid.user_id), 2 ** 31 - 1));
    }),
    message:
      /the balance after one credit more; give balances a 64-bit column: expected 2147483648, got 2147483647/,
  },
  {
    name: "keeps credits in single precision",
    caught_by: "large credits are added exactly, beyond 31 bits in the balance",
    host: reading((shop, topup_id) => {
      const topup = shop.read(topup_id);
      return topup === null ? null : { ...topup, credits: Math.fround(topup.credits) };
    }),
    message: /the topup: expected .*"credits":2147483647.*got .*"credits":2147483648/,
  },
  {
    name: "ignores the case of user ids",
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
    message: /after one call for the user "ADA": the topup reads "paid", but 0 of its/,
  },
  {
    name: "reads user ids as numbers",
    caught_by: "user ids of any spelling are kept apart and unchanged",
    host: reading((shop, topup_id) => {
      const topup = shop.read(topup_id);
      return topup === null || Number.isNaN(Number(topup.user_id))
        ? topup
        : { ...topup, user_id: String(Number(topup.user_id)) };
    }),
    message: /the topup: expected {"user_id":"00012"}, got {"user_id":"12"}/,
  },
];

describe("the suite catches a host that", () => testWrongHosts(hosts, [...rowCases]));
