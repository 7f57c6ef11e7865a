/** Cases about taking over a claim whose lease has ended. Each takeover raises the fence. */
import { storageCase, type StorageCase } from "./case.ts";
import { expectEqual, expectFields } from "./check.ts";
import { changeOf, claimCredit, claimSample, insertSample, insertTwo, LEASE } from "./records.ts";

const HOUR = 3_600_000;

/** Cases of a second `claimCredit` by the same payment, and of `endLease`. */
export const takeoverCases: readonly StorageCase[] = [
  // After the lease, the credit can be claimed again for the same payment, because the holder may
  // have crashed. Another payment cannot claim the credit, because the host may already have
  // credited the topup.
  storageCase(
    "once the lease has ended only the same payment takes the claim over, with a higher fence",
    async ({ storage, second, time }) => {
      const [a, b] = await insertTwo(storage);
      const claim = await claimCredit(storage, changeOf(a, { status: "crediting" }));
      time.now += LEASE;
      expectEqual(
        await storage.readCredit("tu"),
        { ...claim.credit, live: false },
        "the credit after the lease",
      );
      expectFields(
        await claimCredit(second, changeOf(b, { status: "crediting" })),
        { won: false, payment: b },
        "a claim of another payment",
      );
      const change = changeOf(claim.payment, { attempts: 1 });
      const credit = { ...claim.credit, fence: 2, holder: change.next.write_id, live: true };
      expectEqual(
        await claimCredit(second, change),
        { won: true, payment: change.next, credit },
        "the takeover",
      );
      time.now += LEASE - 1;
      expectFields(await storage.readCredit("tu"), { fence: 2, live: true }, "the new lease");
    },
  ),

  // Without this rule, if a clock that was a day ahead is set right, the lease of a crashed process
  // would last a day longer.
  storageCase(
    "a lease that ends more than an hour from now was made by a wrong clock, and has ended",
    async ({ storage, second, time }) => {
      const claim = await claimSample(storage);
      time.now -= HOUR - LEASE;
      expectFields(await storage.readCredit("tu_a"), { live: true }, "the credit an hour before");
      time.now -= 1;
      expectFields(await storage.readCredit("tu_a"), { live: false }, "the credit before that");
      const takeover = await claimCredit(second, changeOf(claim.payment, { attempts: 1 }));
      expectFields(takeover.credit, { fence: 2, live: true }, "the takeover");
      time.now -= HOUR;
      const voided = await storage.voidCredit(changeOf(takeover.payment, { status: "held" }), 2);
      expectFields(voided.credit, { state: "void" }, "the void");
    },
  ),

  // A suspended process may resume after its claim was taken over. It may send the claim again,
  // because it never got an answer. The repeated claim is refused.
  storageCase("a claim that was taken over is not won when repeated", async ({ storage, time }) => {
    const change = changeOf(await insertSample(storage, "a"), { status: "crediting" });
    const claim = await claimCredit(storage, change);
    time.now += LEASE;
    const takeover = await claimCredit(storage, changeOf(claim.payment, { attempts: 1 }));
    expectEqual(
      await claimCredit(storage, change),
      { ...takeover, won: false },
      "the repeated first claim",
    );
  }),

  // A takeover that is refused must not change the claim. Otherwise the current holder could not
  // close the claim.
  storageCase(
    "a takeover decided on an older version leaves holder and fence as they are",
    async ({ storage, time }) => {
      const claim = await claimCredit(
        storage,
        changeOf(await insertSample(storage, "a"), { status: "crediting" }),
      );
      const { payment } = await storage.changePayment(
        changeOf(claim.payment, { disputed: true }, { by: "other" }),
      );
      time.now += LEASE;
      const late = await claimCredit(storage, changeOf(claim.payment, { attempts: 1 }));
      expectEqual(
        late,
        { won: false, payment, credit: { ...claim.credit, live: false } },
        "the late takeover",
      );
    },
  ),

  // If `finishTopup()` has thrown and the topup's status is not `paid`, the holder ends its lease,
  // so that a retry need not wait. After a takeover, the former holder must not end the new lease.
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
        await claimCredit(storage, changeOf(other, { status: "crediting" })),
        { won: false },
        "a claim of another payment",
      );
      const takeover = await claimCredit(storage, changeOf(claim.payment, { attempts: 1 }));
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
