/**
 * Cases about ending a claim. Only the newest fence can close or void a claim. A claim cannot be
 * voided during its lease unless it is marked as returned.
 */
import { storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import { changeOf, claimCredit, claimSample, insertSample, LEASE, sampleEvent } from "./records.ts";

/** Cases of `closeCredit` and `voidCredit`. */
export const closeCases: readonly StorageCase[] = [
  // After the lease another process may take the claim over. Until that happens, a slow holder can
  // still close the claim.
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
    "a close whose answer was lost is won again when repeated; any other close is refused and returns the paid payment",
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

  // A process may be suspended for longer than its lease. If another process has taken the claim
  // over meanwhile, the other process may be calling the host. So the suspended process must not
  // close the claim when it resumes.
  storageCase(
    "an outdated fence closes nothing: payment, credit, history and event stay",
    async ({ storage, time }) => {
      const claim = await claimSample(storage);
      time.now += LEASE;
      const takeover = await claimCredit(storage, changeOf(claim.payment, { attempts: 1 }));
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

  // The payment may be changed while its claim is open, for example when its session is stored. A
  // close that was decided before such a change is refused. The refused call returns the stored
  // payment, so that the caller can decide again.
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

  // While the lease runs, the holder may be calling the host, so the claim cannot be voided.
  storageCase(
    "a claim is voided only after its lease, by the newest fence",
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

  storageCase(
    "a claim that is done is not voided, and a void one is not closed",
    async ({ storage, time }) => {
      const claim = await claimSample(storage);
      const closed = await storage.closeCredit(changeOf(claim.payment, { status: "paid" }), 1);
      time.now += LEASE;
      expectEqual(
        await storage.voidCredit(changeOf(closed.payment, { status: "held" }), 1),
        { ...closed, won: false },
        "a void of a credit that is done",
      );
      const other = await claimCredit(
        storage,
        changeOf(await insertSample(storage, "b"), { status: "crediting" }),
      );
      time.now += LEASE;
      const voided = await storage.voidCredit(changeOf(other.payment, { status: "held" }), 1);
      expectEqual(
        await storage.closeCredit(changeOf(voided.payment, { status: "paid" }), 1),
        { ...voided, won: false },
        "a close of a credit that is void",
      );
    },
  ),
];
