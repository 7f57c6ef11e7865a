// Bugs in edge cases: incomplete reports, claims that are never closed, and deliveries that are
// decided too early or never.
import type { Mutant } from "./mutant.ts";

export const REVIEWED: readonly Mutant[] = [
  {
    name: "the delivery's own fields are dropped once the API answers",
    what: "If the API leaves the session out of a payment, money that a signed delivery names is ignored.",
    edits: [
      {
        file: "core/settlement.ts",
        find: "completed(behind ? withoutEnd(asked) : asked, delivered),",
        replace: "behind ? withoutEnd(asked) : asked,",
      },
    ],
    likely: ["test/scenarios/incomplete-deliveries.test.ts"],
  },
  {
    name: "a lagging API decides an incomplete delivery",
    what: "A signed success is answered 200 while nothing is credited, and Dodo does not send it again.",
    edits: [
      {
        file: "core/settlement.ts",
        find: "const behind = isBehind(asked, delivered);",
        replace: "const behind = false;",
      },
    ],
    likely: ["test/scenarios/incomplete-deliveries.test.ts"],
  },
  {
    name: "a reversal is recorded only on a success",
    what: "A refund is not recorded if Dodo's status of the payment is already `refunded`, and the buyer keeps the credits.",
    edits: [
      {
        file: "core/settlement.ts",
        find: "if (isSettled(payment)) return await recordReversal(",
        replace:
          'if (isSettled(payment) && report.status === "succeeded") return await recordReversal(',
      },
    ],
    likely: ["test/scenarios/incomplete-deliveries.test.ts"],
  },
  {
    name: "an unproven payment leaves the row unchanged",
    what: "Another page is opened although a payment is about to be confirmed, and the buyer pays twice.",
    edits: [
      {
        file: "core/payment-row.ts",
        find: "if (!hasMoney(payment) && !mayStillSucceed(payment))",
        replace: "if (payment.version < 0)",
      },
    ],
    likely: ["test/scenarios/incomplete-deliveries.test.ts"],
  },
  {
    name: "a bank debit's age is that of its page",
    what: "A debit that took four days is held as foreign money because its session lags for a moment.",
    edits: [
      {
        file: "core/payment-row.ts",
        find: "Math.max(report.created_at ?? payment.created_at, cause.event?.created_at ?? 0)",
        replace: "report.created_at ?? payment.created_at",
      },
    ],
    likely: ["test/scenarios/incomplete-deliveries.test.ts"],
  },
  {
    name: "a time in the future counts as recent",
    what: "A time that is wrong by a year keeps a delivery undecided for a year.",
    edits: [
      {
        file: "core/schedule.ts",
        find: "Math.abs(now - since) < YOUNG_MS",
        replace: "now - since < YOUNG_MS",
      },
    ],
    likely: ["test/scenarios/incomplete-deliveries.test.ts"],
  },
  {
    name: "the topup is read before the tax setting only",
    what: "A user who edits the topup while the product is read gets more credits than were paid for.",
    edits: [
      {
        file: "core/judgement.ts",
        find: "const topup = await readTopup(context, payment.topup_id);",
        replace: "const { topup } = evidence;",
      },
    ],
    likely: ["test/scenarios/release-guards.test.ts"],
  },
  {
    name: "every decision other than `credit` dismisses",
    what: "A misspelt decision in a script dismisses a payment for good.",
    edits: [
      {
        file: "core/release.ts",
        find: 'if (decision !== "credit" && decision !== "dismiss") throw',
        replace: "if (decision === null) throw",
      },
    ],
    likely: ["test/scenarios/release-guards.test.ts"],
  },
  {
    name: "payment and credit are closed in two steps",
    what: "A release that crashes between them calls the host again for a topup that is already credited.",
    edits: [
      {
        file: "core/release-credit.ts",
        find: "export async function closeAfterHold( writing: Writing, payment: Payment, claim: Credit, ): Promise<Payment> {",
        replace:
          "export async function closeAfterHold( writing: Writing, payment: Payment, claim: Credit, ): Promise<Payment> {\n  if (claim.fence > 0) return await closeOpenClaim(writing, await reopen(writing, payment, payment, claim), claim);",
      },
    ],
    likely: ["test/scenarios/release-guards.test.ts"],
  },
  {
    name: "a claim is voided after one read of the topup",
    what: "A payment is dismissed whose credit the replica did not show yet: the balance has it, our rows do not.",
    edits: [
      {
        file: "core/confirmation.ts",
        find: 'return topup_status !== "paid" && topup_status !== UNREADABLE;',
        replace: "return true;",
      },
    ],
    likely: ["test/scenarios/dismissal-after-commit.test.ts"],
  },
  {
    name: "a void claim still owns its topup",
    what: "After the first of two payments was dismissed, the second one can never be credited.",
    edits: [
      {
        file: "core/release-credit.ts",
        find: ' && found.state !== "void") throw',
        replace: ") throw",
      },
    ],
    likely: ["test/scenarios/release-guards.test.ts"],
  },
  {
    name: "a release does not read an unconfirmed credit again",
    what: "An administrator who has fixed the topup sees the warning until the next run of reconciliation.",
    edits: [
      {
        file: "core/release.ts",
        find: "return is_unconfirmed ? await confirmAgain(writing, payment) : payment;",
        replace: "return payment;",
      },
    ],
    likely: ["test/scenarios/transactional-confirmation.test.ts"],
  },
  {
    name: "every status other than `paid` voids a claim",
    what: "A host that adds the credits and writes `done` has its payment held as if the topup had been paid by other means.",
    edits: [
      {
        file: "core/credit.ts",
        find: 'if (topup_status === "pending" && modeOf(context) === "guarded")',
        replace: 'if (topup_status !== null && modeOf(context) === "guarded")',
      },
    ],
    likely: ["test/scenarios/open-claims.test.ts"],
  },
  {
    name: "the mode of the process counts, not that of the claim",
    what: "After a switch to transactional mode a topup that was credited just before is credited again.",
    edits: [
      {
        file: "core/credit.ts",
        find: 'if (credit.mode === "transactional") return { kind: "open" };',
        replace: 'if (modeOf(context) === "transactional") return { kind: "open" };',
      },
    ],
    likely: ["test/scenarios/open-claims.test.ts"],
  },
  {
    name: "a host that always throws is called without end",
    what: "Dodo sends the delivery of a foreign payment again for 28 hours, and nobody notices it.",
    edits: [
      {
        file: "core/delivery-settlement.ts",
        find: "if (error instanceof PaymentError && isOld(receiving)) return true;",
        replace: "",
      },
    ],
    likely: ["test/scenarios/undecided-deliveries.test.ts"],
  },
  {
    name: "a refund that the API does not show yet is ignored",
    what: "The delivery is answered 200 and never sent again; the refund is not recorded anywhere.",
    edits: [
      {
        file: "core/delivery-settlement.ts",
        find: "if (awaitsReversal(delivery, report, since, context.clock())) throw unconfirmed();",
        replace: "",
      },
    ],
    likely: ["test/scenarios/undecided-deliveries.test.ts"],
  },
  {
    name: "due payments are always checked before the scan",
    what: "If a cron gives a run little time, payments without a row are never found.",
    edits: [
      {
        file: "core/reconcile/reconcile.ts",
        find: "const first = Math.min(limit, BATCH);",
        replace: "const first = limit;",
      },
    ],
    likely: ["src/core/reconcile/run-limits.test.ts"],
  },
  {
    name: "a check without an answer counts as done",
    what: "A buyer who has paid waits a day because Dodo did not answer once.",
    edits: [
      {
        file: "core/reconcile/reconcile.ts",
        find: "done.some(({ missed }) => missed) ? until - DAY_MS + HOUR_MS : until",
        replace: "until",
      },
    ],
    likely: ["src/core/reconcile/run-limits.test.ts"],
  },
  {
    name: "a claim is taken without time for its call",
    what: "The request ends while the host is being called, and the topup waits until the lease expires.",
    edits: [
      {
        file: "core/credit.ts",
        find: '  if (!hasTime(context, HOST_MS)) return { kind: "busy", payment };\n',
        replace: "",
      },
    ],
    likely: ["test/scenarios/request-deadline.test.ts"],
  },
  {
    name: "each wait leaves a listener on the signal",
    what: "A process that reconciles for weeks with one signal runs out of memory.",
    edits: [
      {
        file: "sleep.ts",
        find: '      signal?.removeEventListener("abort", end);\n',
        replace: "",
      },
    ],
    likely: ["test/scenarios/request-deadline.test.ts"],
  },
];
