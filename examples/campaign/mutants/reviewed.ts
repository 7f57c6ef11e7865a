// Bugs at the edges: evidence that is incomplete, claims that nobody closed, creates beside money, deliveries that are decided too soon or never.
import type { Mutant } from "./mutant.ts";

export const REVIEWED: readonly Mutant[] = [
  {
    name: "the delivery's own words are dropped when the API is asked",
    what: "Where the API leaves the session out of a payment, money that a signed delivery names is ignored.",
    edits: [
      { file: "core/settlement.ts", find: "completed(asked, delivered),", replace: "asked," },
    ],
    likely: ["test/scenarios/incomplete-deliveries.test.ts"],
  },
  {
    name: "an API that lags is the last word on an incomplete delivery",
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
    name: "a reversal needs a success",
    what: "A refund is not recorded where Dodo calls the payment refunded by then, and the buyer keeps the credits.",
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
    name: "unproven money leaves the row as it is",
    what: "Another page is opened beside money that is about to be confirmed, and the buyer pays twice.",
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
    name: "a bank debit is as old as its page",
    what: "A debit of four days is held as money from elsewhere because its session lags for a moment.",
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
    name: "what lies in the future is young",
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
    name: "the topup is read before the tax setting and not after it",
    what: "Whoever edits the topup while the product is read has more credited than was paid for.",
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
    name: "any decision but `credit` dismisses",
    what: "A misspelt word in a script gives a payment up for good.",
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
    name: "a close in two steps",
    what: "A release that dies between them has the host called again for a topup that it has credited.",
    edits: [
      {
        file: "core/release-credit.ts",
        find: "export async function closeAfterHold( { context, cause }: Writing, payment: Payment, claim: Credit, ): Promise<Payment> {",
        replace:
          "export async function closeAfterHold( { context, cause }: Writing, payment: Payment, claim: Credit, ): Promise<Payment> {\n  const writing = { context, cause };\n  if (claim.fence > 0) return await closeOpenClaim(writing, await reopen(writing, payment, payment, claim), claim);",
      },
    ],
    likely: ["test/scenarios/release-guards.test.ts"],
  },
  {
    name: "a claim is given up on one look",
    what: "A payment is dismissed whose credit the replica did not show yet: the balance has it, the books do not.",
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
    name: "a credit that was not confirmed is never read again by a release",
    what: "The administrator who has mended the topup sees the warning until the next run of reconciliation.",
    edits: [
      {
        file: "core/release.ts",
        find: "return payment.unconfirmed_since === null ? payment : await confirmAgain(writing, payment);",
        replace: "return payment;",
      },
    ],
    likely: ["test/scenarios/transactional-confirmation.test.ts"],
  },
  {
    name: "any word but `paid` gives a claim up",
    what: "A host that has booked and says `done` has its payment held as if the topup had been paid otherwise.",
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
    name: "the mode of the process counts, not the claim's",
    what: "After a change to transactional mode a topup that was credited just before it is credited again.",
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
    name: "a declined attempt is known for good",
    what: "The buyer who goes back to the first tab and pays there with another card is sold a second page.",
    edits: [
      {
        file: "core/earlier-payments.ts",
        find: "(isSoftEnd(payment) && isSessionOver(payment, answered_at))",
        replace: "isSoftEnd(payment)",
      },
    ],
    likely: ["test/scenarios/second-checkout-polls.test.ts"],
  },
  {
    name: "no answer makes room for a page",
    what: "Where Dodo has just not answered the result page, a second page is opened beside a paid one.",
    edits: [
      {
        file: "core/earlier-payments.ts",
        find: "  throw notAskedYet(REQUEST_PAUSE_MS);",
        replace: "  return said;",
      },
    ],
    likely: ["test/scenarios/second-checkout.test.ts"],
  },
  {
    name: "money that landed meanwhile is not looked for",
    what: "A page is handed out for a topup that was paid while the page was opened.",
    edits: [
      {
        file: "core/checkout.ts",
        find: "return await assertStillAlone(context, await createOrGiveUp(wanted, reserved));",
        replace: "return await createOrGiveUp(wanted, reserved);",
      },
    ],
    likely: ["test/scenarios/second-checkout.test.ts"],
  },
  {
    name: "the oldest attempts are asked about first, always",
    what: "A topup with more open pages than calls is refused for as long as somebody clicks.",
    edits: [
      {
        file: "core/earlier-payments.ts",
        find: " || (a.answered_at ?? 0) - (b.answered_at ?? 0)",
        replace: "",
      },
    ],
    likely: ["test/scenarios/create-limits.test.ts"],
  },
  {
    name: "three more questions at each try",
    what: "A create that loses its place takes calls that other buyers need.",
    edits: [
      {
        file: "core/checkout.ts",
        find: "await findOpenCheckout(wanted, payments)",
        replace: "await findOpenCheckout({ ...wanted, calls: { left: MOST_CALLS } }, payments)",
      },
    ],
    likely: ["test/scenarios/create-limits.test.ts"],
  },
  {
    name: "refused pages cost no pause",
    what: "One buyer whose page Dodo refuses to open uses up Dodo's calls for everybody.",
    edits: [
      {
        file: "core/checkout-limits.ts",
        find: "if (failures.length < FREE_FAILURES) return;",
        replace: "if (failures.length >= 0) return;",
      },
    ],
    likely: ["test/scenarios/create-limits.test.ts"],
  },
  {
    name: "the last call is for whoever is faster",
    what: "A handful of accounts that poll all the time keep every other buyer's payment from being asked about.",
    edits: [{ file: "core/budget.ts", find: "< OFTEN_MS ? 1 : 0", replace: "< OFTEN_MS ? 0 : 0" }],
    likely: ["src/core/budget.test.ts"],
  },
  {
    name: "a host that always throws is asked for ever",
    what: "Dodo sends a stranger's payment again for 28 hours, and nobody sees it.",
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
    name: "a refund that the API does not show is no refund",
    what: "The delivery is answered 200 and never sent again; the refund is recorded nowhere.",
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
    name: "a hint shows what became of any payment",
    what: "Whoever knows the id of another buyer's payment learns from the answer whether it was paid.",
    edits: [
      { file: "core/session-decision.ts", find: "payment.topup_id === topup_id && ", replace: "" },
    ],
    likely: ["test/scenarios/undecided-deliveries.test.ts"],
  },
  {
    name: "all that is due comes first",
    what: "Where a cron gives a run little time, the payments that no row leads to are never found.",
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
    name: "a look that has missed a payment counts as done",
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
    name: "a claim without the time for its call",
    what: "The request ends while the host is being called, and the topup waits for a lease to run out.",
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
    name: "each wait leaves a listener behind",
    what: "A process that reconciles for weeks under one signal fills its memory.",
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
