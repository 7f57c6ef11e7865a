/**
 * Cases about claiming a credit. Only one payment of a topup, and only one process, can hold the
 * claim at a time.
 */
import { storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import { changeOf, claimCredit, insertSample, insertTwo, LEASE, sampleEvent } from "./records.ts";

/** Cases of `claimCredit` on credits that are free, claimed, done or void. */
export const claimCases: readonly StorageCase[] = [
  // The claim, the changed payment, its audit entry and its event are written together, or none.
  storageCase(
    "the first claim takes the credit and writes its change",
    async ({ storage, second }) => {
      const before = await insertSample(storage, "a");
      const event = sampleEvent("a", { sync_status: "processing" });
      const change = changeOf(before, { status: "crediting" }, { event });
      const credit = {
        topup_id: "tu_a",
        payment_id: "pmt_a",
        state: "claimed",
        fence: 1,
        holder: change.next.write_id,
        mode: "guarded",
        live: true,
      };
      expectEqual(
        await claimCredit(storage, change),
        { won: true, payment: change.next, credit },
        "claimCredit",
      );
      expectEqual(await second.readCredit("tu_a"), credit, "readCredit");
      expectEqual(await second.readPayment("pmt_a"), change.next, "the payment");
      expectEqual(
        (await second.listAudit("pmt_a")).map(({ version }) => version),
        [1, 2],
        "versions in the history",
      );
      expectEqual(await second.readEvent(event.event_id), event, "the event");
    },
  ),

  // If the connection breaks after the commit, the claim may be repeated with the same `write_id`.
  // The fence must stay the same, because both calls make the same claim.
  storageCase(
    "a claim whose answer was lost is won again when repeated, with the same fence",
    async ({ storage, second }) => {
      const change = changeOf(await insertSample(storage, "a"), { status: "crediting" });
      const first = await claimCredit(storage, change);
      expectEqual(await claimCredit(second, change), first, "the repeated claim");
      expectEqual((await storage.listAudit("pmt_a")).length, 2, "entries of the history");
    },
  ),

  // While the lease runs, the holder of the claim may be calling the host. Another claim could
  // cause a second call, so it is refused.
  storageCase(
    "while the lease is live every other claim is refused, the same payment's included, and nothing changes",
    async ({ storage, second, time }) => {
      const [a, b] = await insertTwo(storage);
      const claim = await claimCredit(storage, changeOf(a, { status: "crediting" }));
      time.now += LEASE - 1;
      const again = await claimCredit(
        second,
        changeOf(claim.payment, { attempts: 1 }, { event: sampleEvent("a") }),
      );
      expectEqual(
        again,
        { won: false, payment: claim.payment, credit: claim.credit },
        "a claim of the same payment",
      );
      const other = await claimCredit(second, changeOf(b, { status: "crediting" }));
      expectEqual(
        other,
        { won: false, payment: b, credit: claim.credit },
        "a claim of another payment",
      );
      expectEqual(
        [(await storage.listAudit("pmt_a")).length, (await storage.listAudit("pmt_b")).length],
        [2, 1],
        "entries of the histories",
      );
      expectEqual(await storage.readEvent("dodo:msg_a"), null, "the refused claim's event");
    },
  ),

  // Another process may have changed the payment since it was read, for example because of a
  // refund. A claim that was decided on the older version is refused.
  storageCase(
    "a claim decided on an older version takes nothing: no credit, no history",
    async ({ storage }) => {
      const before = await insertSample(storage, "a");
      const { payment } = await storage.changePayment(
        changeOf(before, { status: "failed" }, { by: "other" }),
      );
      const late = await claimCredit(storage, changeOf(before, { status: "crediting" }));
      expectEqual(late, { won: false, payment, credit: null }, "the late claim");
      expectEqual(await storage.readCredit("tu_a"), null, "the credit");
      expectEqual((await storage.listAudit("pmt_a")).length, 2, "entries of the history");
    },
  ),

  // The mode of a claim says whether the host may have credited the topup while the claim was open.
  // The mode is stored with the claim, because another process may read the claim, and that process
  // may be set to the other mode.
  storageCase(
    "a claim keeps the mode in which it was made, and a takeover has its own",
    async ({ storage, second, time }) => {
      const claim = await storage.claimCredit(
        changeOf(await insertSample(storage, "a"), { status: "crediting" }),
        LEASE,
        "transactional",
      );
      expectFields(claim.credit, { mode: "transactional" }, "the claim");
      expectFields(await second.readCredit("tu_a"), { mode: "transactional" }, "the credit");
      expectFields(
        (await claimCredit(second, changeOf(claim.payment, { attempts: 1 }))).credit,
        { mode: "transactional" },
        "the credit that a refused claim shows",
      );
      time.now += LEASE;
      const takeover = await claimCredit(second, changeOf(claim.payment, { attempts: 1 }));
      expectFields(takeover.credit, { fence: 2, mode: "guarded" }, "the takeover");
      const closed = await storage.closeCredit(changeOf(takeover.payment, { status: "paid" }), 2);
      expectFields(closed.credit, { state: "done", mode: "guarded" }, "the closed credit");
    },
  ),

  // If a credit that is done could be claimed again, the host could be called again for a topup
  // that was already credited.
  storageCase("a credit that is done is never claimed again", async ({ storage, time }) => {
    const [a, b] = await insertTwo(storage);
    const claim = await claimCredit(storage, changeOf(a, { status: "crediting" }));
    const closed = await storage.closeCredit(changeOf(claim.payment, { status: "paid" }), 1);
    time.now += 10 * LEASE;
    for (const [payment, who] of [
      [closed.payment, "the same payment"],
      [b, "another payment"],
    ] as const) {
      const refused = await claimCredit(storage, changeOf(payment, { status: "crediting" }));
      expectEqual(refused, { won: false, payment, credit: closed.credit }, `a claim of ${who}`);
    }
  }),

  // If a payment is refunded while its claim is open, the claim is voided, and the buyer may pay
  // again. No two claims of a topup have the same fence, so the holder of the void claim can never
  // close a later claim.
  storageCase(
    "a void credit may be claimed by another payment, and the fence keeps growing",
    async ({ storage, time }) => {
      const [a, b] = await insertTwo(storage);
      const claim = await claimCredit(storage, changeOf(a, { status: "crediting" }));
      time.now += LEASE;
      await storage.voidCredit(
        changeOf(claim.payment, { status: "held", hold_reason: "refunded" }),
        1,
      );
      const change = changeOf(b, { status: "crediting" });
      const credit = {
        topup_id: "tu",
        payment_id: "pmt_b",
        state: "claimed",
        fence: 2,
        holder: change.next.write_id,
        mode: "guarded",
        live: true,
      };
      expectEqual(
        await claimCredit(storage, change),
        { won: true, payment: change.next, credit },
        "the other payment's claim",
      );
    },
  ),
];
