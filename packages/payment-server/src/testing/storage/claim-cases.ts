/** Who may call the host: one payment of a topup, one holder at a time, each with a higher fence. */
import type { Payment } from "../../core/payment.ts";
import type { Storage } from "../../core/storage.ts";
import { storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import { changeOf, insertSample, LEASE, sampleEvent } from "./records.ts";

/** Two payments of one topup. */
async function twoPayments(storage: Storage): Promise<[Payment, Payment]> {
  return [
    await insertSample(storage, "a", { topup_id: "tu" }),
    await insertSample(storage, "b", { topup_id: "tu", attempt: 2 }),
  ];
}

export const claimCases: readonly StorageCase[] = [
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
        await storage.claimCredit(change, LEASE, "guarded"),
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

  storageCase(
    "a claim whose answer was lost is won again when repeated, with the same fence",
    async ({ storage, second }) => {
      const change = changeOf(await insertSample(storage, "a"), { status: "crediting" });
      const first = await storage.claimCredit(change, LEASE, "guarded");
      expectEqual(await second.claimCredit(change, LEASE, "guarded"), first, "the repeated claim");
      expectEqual((await storage.listAudit("pmt_a")).length, 2, "entries of the history");
    },
  ),

  storageCase(
    "while the lease is live nobody else claims, the same payment included, and nothing changes",
    async ({ storage, second, time }) => {
      const [a, b] = await twoPayments(storage);
      const claim = await storage.claimCredit(
        changeOf(a, { status: "crediting" }),
        LEASE,
        "guarded",
      );
      time.now += LEASE - 1;
      const again = await second.claimCredit(
        changeOf(claim.payment, { attempts: 1 }, { event: sampleEvent("a") }),
        LEASE,
        "guarded",
      );
      expectEqual(
        again,
        { won: false, payment: claim.payment, credit: claim.credit },
        "a claim of the same payment",
      );
      const other = await second.claimCredit(
        changeOf(b, { status: "crediting" }),
        LEASE,
        "guarded",
      );
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

  storageCase(
    "once the lease is over the same payment takes the claim over with a higher fence, and only it",
    async ({ storage, second, time }) => {
      const [a, b] = await twoPayments(storage);
      const claim = await storage.claimCredit(
        changeOf(a, { status: "crediting" }),
        LEASE,
        "guarded",
      );
      time.now += LEASE;
      expectEqual(
        await storage.readCredit("tu"),
        { ...claim.credit, live: false },
        "the credit after the lease",
      );
      expectFields(
        await second.claimCredit(changeOf(b, { status: "crediting" }), LEASE, "guarded"),
        { won: false, payment: b },
        "a claim of another payment",
      );
      const change = changeOf(claim.payment, { attempts: 1 });
      const credit = { ...claim.credit, fence: 2, holder: change.next.write_id, live: true };
      expectEqual(
        await second.claimCredit(change, LEASE, "guarded"),
        { won: true, payment: change.next, credit },
        "the takeover",
      );
      time.now += LEASE - 1;
      expectFields(await storage.readCredit("tu"), { fence: 2, live: true }, "the new lease");
    },
  ),

  storageCase("a claim that was taken over is not won when repeated", async ({ storage, time }) => {
    const change = changeOf(await insertSample(storage, "a"), { status: "crediting" });
    const claim = await storage.claimCredit(change, LEASE, "guarded");
    time.now += LEASE;
    const takeover = await storage.claimCredit(
      changeOf(claim.payment, { attempts: 1 }),
      LEASE,
      "guarded",
    );
    expectEqual(
      await storage.claimCredit(change, LEASE, "guarded"),
      { ...takeover, won: false },
      "the repeated first claim",
    );
  }),

  storageCase(
    "a claim decided on an older version takes nothing: no credit, no history",
    async ({ storage }) => {
      const before = await insertSample(storage, "a");
      const { payment } = await storage.changePayment(
        changeOf(before, { status: "failed" }, { by: "other" }),
      );
      const late = await storage.claimCredit(
        changeOf(before, { status: "crediting" }),
        LEASE,
        "guarded",
      );
      expectEqual(late, { won: false, payment, credit: null }, "the late claim");
      expectEqual(await storage.readCredit("tu_a"), null, "the credit");
      expectEqual((await storage.listAudit("pmt_a")).length, 2, "entries of the history");
    },
  ),

  storageCase(
    "a takeover decided on an older version leaves holder and fence as they are",
    async ({ storage, time }) => {
      const claim = await storage.claimCredit(
        changeOf(await insertSample(storage, "a"), { status: "crediting" }),
        LEASE,
        "guarded",
      );
      const { payment } = await storage.changePayment(
        changeOf(claim.payment, { disputed: true }, { by: "other" }),
      );
      time.now += LEASE;
      const late = await storage.claimCredit(
        changeOf(claim.payment, { attempts: 1 }),
        LEASE,
        "guarded",
      );
      expectEqual(
        late,
        { won: false, payment, credit: { ...claim.credit, live: false } },
        "the late takeover",
      );
    },
  ),

  storageCase(
    "a claim says in which mode it was made, and a takeover says its own",
    async ({ storage, second, time }) => {
      const claim = await storage.claimCredit(
        changeOf(await insertSample(storage, "a"), { status: "crediting" }),
        LEASE,
        "transactional",
      );
      expectFields(claim.credit, { mode: "transactional" }, "the claim");
      expectFields(await second.readCredit("tu_a"), { mode: "transactional" }, "the credit");
      expectFields(
        (await second.claimCredit(changeOf(claim.payment, { attempts: 1 }), LEASE, "guarded"))
          .credit,
        { mode: "transactional" },
        "the credit that a refused claim shows",
      );
      time.now += LEASE;
      const takeover = await second.claimCredit(
        changeOf(claim.payment, { attempts: 1 }),
        LEASE,
        "guarded",
      );
      expectFields(takeover.credit, { fence: 2, mode: "guarded" }, "the takeover");
      const closed = await storage.closeCredit(changeOf(takeover.payment, { status: "paid" }), 2);
      expectFields(closed.credit, { state: "done", mode: "guarded" }, "the closed credit");
    },
  ),

  storageCase("a credit that is done is claimed by nobody, ever", async ({ storage, time }) => {
    const [a, b] = await twoPayments(storage);
    const claim = await storage.claimCredit(changeOf(a, { status: "crediting" }), LEASE, "guarded");
    const closed = await storage.closeCredit(changeOf(claim.payment, { status: "paid" }), 1);
    time.now += 10 * LEASE;
    for (const [payment, who] of [
      [closed.payment, "the same payment"],
      [b, "another payment"],
    ] as const) {
      const refused = await storage.claimCredit(
        changeOf(payment, { status: "crediting" }),
        LEASE,
        "guarded",
      );
      expectEqual(refused, { won: false, payment, credit: closed.credit }, `a claim of ${who}`);
    }
  }),

  storageCase(
    "a credit that is void may be taken by another payment; the fence goes on growing",
    async ({ storage, time }) => {
      const [a, b] = await twoPayments(storage);
      const claim = await storage.claimCredit(
        changeOf(a, { status: "crediting" }),
        LEASE,
        "guarded",
      );
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
        await storage.claimCredit(change, LEASE, "guarded"),
        { won: true, payment: change.next, credit },
        "the other payment's claim",
      );
    },
  ),
];
