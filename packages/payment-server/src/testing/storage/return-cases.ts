/**
 * Cases about claims that are marked as returned. A claim is marked if the topup's status is not
 * `paid` although `finishTopup()` has returned or may have returned.
 */
import { NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import {
  changeOf,
  claimCredit,
  claimSample,
  insertSample,
  LEASE,
  returnedSample,
  sampleEvent,
} from "./records.ts";

/** Cases of `returnCredit` and `reopenCredit`. */
export const returnCases: readonly StorageCase[] = [
  storageCase(
    "a claim is marked as returned by its newest fence only, during its lease or after it, with its change and its event",
    async ({ storage, second, time }) => {
      const claim = await claimSample(storage);
      const change = changeOf(
        claim.payment,
        { unconfirmed_since: NOW, attempts: 0 },
        { event: sampleEvent("a", { sync_status: "processing" }) },
      );
      expectEqual(
        await storage.returnCredit(change, 2),
        { ...claim, won: false },
        "the return by another fence",
      );
      expectEqual(await storage.readEvent("dodo:msg_a"), null, "the refused return's event");
      const returned = {
        won: true,
        payment: change.next,
        credit: { ...claim.credit, state: "returned", live: false },
      };
      expectEqual(await storage.returnCredit(change, 1), returned, "the return");
      expectEqual(await second.returnCredit(change, 1), returned, "the repeated return");
      expectFields(await second.readPayment("pmt_a"), { unconfirmed_since: NOW }, "the payment");
      expectEqual((await storage.listAudit("pmt_a")).length, 3, "entries of the history");
      time.now += 2 * LEASE;
      const late = await claimSample(storage, "b");
      time.now += LEASE;
      const taken = await claimCredit(storage, changeOf(late.payment, { attempts: 1 }));
      expectEqual(
        await storage.returnCredit(changeOf(taken.payment, {}, { by: "late" }), 1),
        { ...taken, won: false },
        "the return by an outdated fence",
      );
    },
  ),

  // The host may have credited the topup, so no payment may claim the credit and call the host
  // again. The claim stays until an administrator decides, or until the topup's status is `paid`.
  storageCase(
    "a returned claim is claimed by no payment, its own included, and its lease cannot be ended",
    async ({ storage, second, time }) => {
      const returned = await returnedSample(storage);
      const other = await insertSample(storage, "b", { topup_id: "tu_a", attempt: 2 });
      time.now += 10 * LEASE;
      await storage.endLease("tu_a", 1);
      for (const payment of [returned.payment, other]) {
        expectEqual(
          await claimCredit(second, changeOf(payment, { status: "crediting" }, { by: "again" })),
          { won: false, payment, credit: returned.credit },
          `a claim of ${payment.payment_id}`,
        );
      }
    },
  ),

  // A lease protects a running call to the host. When a claim is marked as returned, that call has
  // ended or the lease is over, so a close or a void need not wait.
  storageCase(
    "a returned claim is closed or voided by its fence, without waiting for its lease",
    async ({ storage }) => {
      const [first, second] = [
        await returnedSample(storage, "a"),
        await returnedSample(storage, "b"),
      ];
      expectFields(
        await storage.closeCredit(changeOf(first.payment, { status: "paid" }, { by: "stale" }), 2),
        { won: false },
        "the close by another fence",
      );
      const closed = await storage.closeCredit(changeOf(first.payment, { status: "paid" }), 1);
      expectEqual([closed.won, closed.credit?.state], [true, "done"], "the close");
      const voided = await storage.voidCredit(changeOf(second.payment, { status: "dismissed" }), 1);
      expectEqual([voided.won, voided.credit?.state], [true, "void"], "the void");
      expectFields(
        await storage.returnCredit(changeOf(closed.payment, {}), 1),
        { won: false, credit: closed.credit },
        "a return of a credit that is done",
      );
    },
  ),

  // If an administrator decides that the host should be called again, the service reopens the
  // claim.
  storageCase(
    "a returned claim is reopened with its change, and its payment takes it over with the next fence",
    async ({ storage, second }) => {
      const returned = await returnedSample(storage);
      const change = changeOf(returned.payment, { status: "crediting", released: true });
      expectEqual(
        await storage.reopenCredit(change, 2),
        { ...returned, won: false },
        "the opening by another fence",
      );
      const reopened = {
        won: true,
        payment: change.next,
        credit: { ...returned.credit, state: "claimed", live: false },
      };
      expectEqual(await storage.reopenCredit(change, 1), reopened, "the opening");
      expectEqual(await second.reopenCredit(change, 1), reopened, "the repeated opening");
      expectEqual(
        await second.reopenCredit(changeOf(change.next, {}), 1),
        { ...reopened, won: false },
        "an opening of a claim that is open",
      );
      const taken = await claimCredit(second, changeOf(change.next, { attempts: 1 }));
      expectFields(taken.credit, { state: "claimed", fence: 2, live: true }, "the claim after it");
    },
  ),
];
