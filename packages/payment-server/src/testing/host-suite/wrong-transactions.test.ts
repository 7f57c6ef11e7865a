import { describe } from "vitest";
import { finishing, moment } from "../../../test/host-shop.ts";
import { testWrongHosts, type WrongHost } from "../../../test/wrong-hosts.ts";
import { faultCases } from "./fault-cases.ts";
import { killCases } from "./kill-cases.ts";

const hosts: readonly WrongHost[] = [
  {
    name: "checks the signal between its two writes",
    caught_by: "a call whose signal is already aborted may refuse, but never commits a part",
    host: finishing(async (shop, topup_id, { signal }) => {
      const topup = shop.mark(topup_id);
      signal.throwIfAborted();
      if (topup !== null) shop.add(topup.user_id, topup.credits);
    }),
    message:
      /after a call with an aborted signal \(finishTopup\(\) threw: AbortError.*\): the topup reads "paid", but 0 of its 500/,
  },
  {
    name: "throws between its two writes when the signal is aborted later",
    caught_by: "a call whose signal is aborted while it runs commits all or nothing",
    host: finishing(async (shop, topup_id, { signal }) => {
      signal.throwIfAborted();
      const topup = shop.mark(topup_id);
      await moment(3);
      signal.throwIfAborted();
      if (topup !== null) shop.add(topup.user_id, topup.credits);
    }),
    message:
      /after a call that was aborted while it ran .*: the topup reads "paid", but 0 of its 500/,
  },
  {
    name: "adds the credits, then reads the note, without a transaction",
    caught_by: "a call that throws while it reads `extra` commits all or nothing",
    host: finishing(async (shop, topup_id, extra) => {
      const topup = shop.read(topup_id);
      if (topup?.status !== "pending") return;
      shop.add(topup.user_id, topup.credits);
      if (extra.note !== "") shop.mark(topup_id);
    }),
    message:
      /`extra.note` could not be read .*: the topup reads "pending", but 500 credits were added, and the next call adds them again/,
  },
  {
    name: "marks the topup, then adds, without a transaction",
    caught_by:
      "a call that cannot write the balance commits all or nothing (where `refuseWrites` is given)",
    host: finishing(async (shop, topup_id) => {
      const topup = shop.mark(topup_id);
      if (topup !== null) shop.add(topup.user_id, topup.credits);
    }),
    message:
      /could not write the balances \(finishTopup\(\) threw: Error: balances: refused\): the topup reads "paid", but 0 of its 500/,
  },
  {
    name: "adds, then marks the topup, without a transaction",
    caught_by:
      "a call that cannot write the topup commits all or nothing (where `refuseWrites` is given)",
    host: finishing(async (shop, topup_id) => {
      const topup = shop.read(topup_id);
      if (topup?.status !== "pending") return;
      shop.add(topup.user_id, topup.credits);
      shop.mark(topup_id);
    }),
    message:
      /could not write the topups \(finishTopup\(\) threw: Error: topups: refused\): the topup reads "pending", but 500/,
  },
  {
    name: "waits between its two writes, without a transaction",
    caught_by:
      "a process that is killed in the middle, twenty times, commits all or nothing (where `inProcess` is given)",
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
    message: /after kill \d+, [\d.]+ ms into the call: the topup reads "paid", but 0 of its 500/,
  },
];

describe("the suite catches a host that", () =>
  testWrongHosts(hosts, [...faultCases, ...killCases]));
