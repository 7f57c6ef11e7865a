/** How a claim ends: closed by the newest fence, given up after its lease, or left to be taken over. */
import { NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import {
  changeOf,
  claimSample,
  insertSample,
  LEASE,
  returnedSample,
  sampleEvent,
} from "./records.ts";

export const closeCases: readonly StorageCase[] = [
  storageCase(
    "the newest fence closes the credit and writes its change and its event, even after the lease",
    async ({ storage, second, time }) => {
      const claim = await claimSample(storage);
      time.now += 2 * LEASE;
      const event = sampleEvent("a", { sync_status: "applied", payment_id: "pmt_a" });
      const change = changeOf(claim.payment, { status: "paid", next_check_at: null }, { event });
      const credit = { ...claim.credit, state: "done", live: false };
      expectEqual(
        await storage.closeCredit(change, 1),
        { won: true, payment: change.next, credit },
        "closeCredit",
      );
      expectEqual(await second.readCredit("tu_a"), credit, "the credit");
      expectEqual(await second.readPayment("pmt_a"), change.next, "the payment");
      expectEqual(await second.readEvent(event.event_id), event, "the event");
      expectEqual(
        (await second.listAudit("pmt_a")).map(({ version }) => version),
        [1, 2, 3],
        "versions in the history",
      );
    },
  ),

  storageCase(
    "a close whose answer was lost is won again when repeated; any other close is told paid",
    async ({ storage, second }) => {
      const claim = await claimSample(storage);
      const event = sampleEvent("a", { sync_status: "applied" });
      const change = changeOf(claim.payment, { status: "paid" }, { event });
      const closed = await storage.closeCredit(change, 1);
      expectEqual(await second.closeCredit(change, 1), closed, "the repeated close");
      for (const from of [claim.payment, closed.payment]) {
        const other = await second.closeCredit(
          changeOf(from, { status: "paid" }, { by: "other" }),
          1,
        );
        expectEqual(other, { ...closed, won: false }, `another close over version ${from.version}`);
      }
      expectEqual((await storage.listAudit("pmt_a")).length, 3, "entries of the history");
      expectEqual(await storage.readEvent(event.event_id), event, "the event");
    },
  ),

  storageCase(
    "an outdated fence closes nothing: payment, credit, history and event stay",
    async ({ storage, time }) => {
      const claim = await claimSample(storage);
      time.now += LEASE;
      const takeover = await storage.claimCredit(
        changeOf(claim.payment, { attempts: 1 }),
        LEASE,
        "guarded",
      );
      for (const from of [claim.payment, takeover.payment]) {
        const event = sampleEvent(`${from.version}`, { sync_status: "applied" });
        const stale = await storage.closeCredit(
          changeOf(from, { status: "paid" }, { by: "stale", event }),
          1,
        );
        expectEqual(
          stale,
          { ...takeover, won: false },
          `the stale close over version ${from.version}`,
        );
        expectEqual(await storage.readEvent(event.event_id), null, "the stale close's event");
      }
      expectEqual((await storage.listAudit("pmt_a")).length, 3, "entries of the history");
      expectFields(
        await storage.closeCredit(changeOf(takeover.payment, { status: "paid" }), 2),
        { won: true },
        "the newest fence's close",
      );
    },
  ),

  storageCase("a close decided on an older version leaves the claim open", async ({ storage }) => {
    const claim = await claimSample(storage);
    const { payment } = await storage.changePayment(
      changeOf(claim.payment, { disputed: true }, { by: "other" }),
    );
    const late = await storage.closeCredit(changeOf(claim.payment, { status: "paid" }), 1);
    expectEqual(late, { won: false, payment, credit: claim.credit }, "the late close");
    expectFields(
      await storage.closeCredit(changeOf(payment, { status: "paid" }), 1),
      { won: true },
      "the close over what is stored",
    );
  }),

  storageCase("a payment does not close another payment's claim", async ({ storage }) => {
    const claim = await claimSample(storage);
    const other = await insertSample(storage, "b", { topup_id: "tu_a", attempt: 2 });
    expectEqual(
      await storage.closeCredit(changeOf(other, { status: "paid" }), 1),
      { won: false, payment: other, credit: claim.credit },
      "the close",
    );
    expectEqual(
      await storage.voidCredit(changeOf(other, { status: "held" }), 1),
      { won: false, payment: other, credit: claim.credit },
      "the void",
    );
  }),

  storageCase(
    "a claim is given up only after its lease, by the newest fence",
    async ({ storage, second, time }) => {
      const claim = await claimSample(storage);
      const change = changeOf(
        claim.payment,
        { status: "held", hold_reason: "refunded" },
        { event: sampleEvent("a", { sync_status: "held" }) },
      );
      time.now += LEASE - 1;
      expectEqual(
        await storage.voidCredit(change, 1),
        { ...claim, won: false },
        "the void while the lease is live",
      );
      expectEqual(await storage.readEvent("dodo:msg_a"), null, "the refused void's event");
      time.now += 1;
      expectEqual(
        await storage.voidCredit(change, 2),
        { ...claim, won: false, credit: { ...claim.credit, live: false } },
        "the void by another fence",
      );
      const voided = {
        won: true,
        payment: change.next,
        credit: { ...claim.credit, state: "void", live: false },
      };
      expectEqual(await storage.voidCredit(change, 1), voided, "the void after the lease");
      expectEqual(await second.voidCredit(change, 1), voided, "the repeated void");
      expectFields(
        await storage.readEvent("dodo:msg_a"),
        { sync_status: "held", attempts: 1 },
        "the event",
      );
      expectEqual((await storage.listAudit("pmt_a")).length, 3, "entries of the history");
    },
  ),

  storageCase("a claim that ended is not ended differently", async ({ storage, time }) => {
    const claim = await claimSample(storage);
    const closed = await storage.closeCredit(changeOf(claim.payment, { status: "paid" }), 1);
    time.now += LEASE;
    expectEqual(
      await storage.voidCredit(changeOf(closed.payment, { status: "held" }), 1),
      { ...closed, won: false },
      "a void of a credit that is done",
    );
    const other = await storage.claimCredit(
      changeOf(await insertSample(storage, "b"), { status: "crediting" }),
      LEASE,
      "guarded",
    );
    time.now += LEASE;
    const voided = await storage.voidCredit(changeOf(other.payment, { status: "held" }), 1);
    expectEqual(
      await storage.closeCredit(changeOf(voided.payment, { status: "paid" }), 1),
      { ...voided, won: false },
      "a close of a credit that is void",
    );
  }),

  storageCase(
    "a claim whose call has returned is marked by the newest fence only, lease or no lease, with its change and its event",
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
      const taken = await storage.claimCredit(
        changeOf(late.payment, { attempts: 1 }),
        LEASE,
        "guarded",
      );
      expectEqual(
        await storage.returnCredit(changeOf(taken.payment, {}, { by: "late" }), 1),
        { ...taken, won: false },
        "the return by an outdated fence",
      );
    },
  ),

  storageCase(
    "a claim that has returned is taken by nobody, its own payment included, and its lease is not ended",
    async ({ storage, second, time }) => {
      const returned = await returnedSample(storage);
      const other = await insertSample(storage, "b", { topup_id: "tu_a", attempt: 2 });
      time.now += 10 * LEASE;
      await storage.endLease("tu_a", 1);
      for (const payment of [returned.payment, other]) {
        expectEqual(
          await second.claimCredit(
            changeOf(payment, { status: "crediting" }, { by: "again" }),
            LEASE,
            "guarded",
          ),
          { won: false, payment, credit: returned.credit },
          `a claim of ${payment.payment_id}`,
        );
      }
    },
  ),

  storageCase(
    "a claim that has returned is closed or given up by its fence, without waiting for its lease",
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

  storageCase(
    "a claim that has returned is opened again with its change: the payment takes it over with the next fence",
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
      const taken = await second.claimCredit(
        changeOf(change.next, { attempts: 1 }),
        LEASE,
        "guarded",
      );
      expectFields(taken.credit, { state: "claimed", fence: 2, live: true }, "the claim after it");
    },
  ),

  storageCase(
    "a lease is ended by its own fence only; the claim stays, for the same payment to take over",
    async ({ storage, time }) => {
      const claim = await claimSample(storage);
      const other = await insertSample(storage, "b", { topup_id: "tu_a", attempt: 2 });
      await storage.endLease("tu_a", 2);
      await storage.endLease("tu_b", 1);
      expectFields(
        await storage.readCredit("tu_a"),
        { live: true },
        "the credit after another fence's endLease",
      );
      await storage.endLease("tu_a", 1);
      expectEqual(
        await storage.readCredit("tu_a"),
        { ...claim.credit, live: false },
        "the credit after endLease",
      );
      expectEqual(await storage.readPayment("pmt_a"), claim.payment, "the payment");
      expectFields(
        await storage.claimCredit(changeOf(other, { status: "crediting" }), LEASE, "guarded"),
        { won: false },
        "a claim of another payment",
      );
      const takeover = await storage.claimCredit(
        changeOf(claim.payment, { attempts: 1 }),
        LEASE,
        "guarded",
      );
      expectFields(takeover.credit, { fence: 2, live: true }, "the takeover");
      await storage.endLease("tu_a", 1);
      expectFields(
        await storage.readCredit("tu_a"),
        { fence: 2, live: true },
        "the credit after the old fence's endLease",
      );
      time.now += LEASE;
      await storage.closeCredit(changeOf(takeover.payment, { status: "paid" }), 2);
      await storage.endLease("tu_a", 2);
      expectFields(
        await storage.readCredit("tu_a"),
        { state: "done" },
        "the closed credit after endLease",
      );
    },
  ),
];
