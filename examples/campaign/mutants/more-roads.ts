// Bugs of deliveries, checkouts and reconciliation: money that is forgotten, or taken twice.
import type { Mutant } from "./mutant.ts";

export const MORE_ROADS: readonly Mutant[] = [
  {
    name: "the event by the payment's id",
    what: "`succeeded` after `processing` is taken for seen, and the paid topup is never credited.",
    edits: [
      {
        file: "providers/dodo/webhook.ts",
        find: '${messageId(headers) ?? "none"}',
        replace: '${data?.payment_id ?? "none"}',
      },
    ],
    likely: ["src/core/inbox-redelivery.test.ts"],
  },
  {
    name: "the event is not awaited",
    what: "Dodo is told 200 for what the database may yet refuse.",
    edits: [
      {
        file: "core/inbox.ts",
        find: "await context.storage.recordEvent({ ...event, sync_status, payment_id, sync_error }, false);",
        replace:
          "(void context.storage.recordEvent({ ...event, sync_status, payment_id, sync_error }, false).catch(() => undefined), { ...event, sync_status, payment_id, sync_error });",
      },
    ],
    likely: ["src/core/inbox-redelivery.test.ts"],
  },
  {
    name: "`failed` as decided",
    what: "A delivery that met trouble is answered 200 when it comes again.",
    edits: [
      {
        file: "core/inbox.ts",
        find: 'status === "applied" || status === "ignored"',
        replace: 'status === "failed" || status === "applied" || status === "ignored"',
      },
    ],
    likely: ["src/core/inbox-redelivery.test.ts"],
  },
  {
    name: "an API that lags decides",
    what: "A success that Dodo's API does not show yet is put aside for good.",
    edits: [
      {
        file: "core/delivery-settlement.ts",
        find: "const behind = isBehind(report, delivery.report);",
        replace: 'const behind = isBehind(report, delivery.report) && report.status === "unknown";',
      },
    ],
    likely: ["test/scenarios/lagging-api.test.ts"],
  },
  {
    name: "a late failure overwrites paid",
    what: "A topup that was credited is shown as failed, and is paid again.",
    edits: [
      {
        file: "core/payment.ts",
        find: 'paid: stays("paid")',
        replace: 'paid: { ...stays("paid"), failed: "failed" }',
      },
      {
        file: "core/settlement.ts",
        find: "if (isSettled(payment)) return",
        replace: 'if (isSettled(payment) && report.status !== "failed") return',
      },
      { file: "core/settlement.ts", find: "if (hasMoney(payment) || ", replace: "if (" },
    ],
    likely: ["src/core/inbox.test.ts"],
  },
  {
    name: "soft ends are forgotten",
    what: "A declined buyer who pays with another card, whose webhook is lost, is never credited.",
    edits: [
      {
        file: "core/schedule.ts",
        find: "isSoftEnd(payment) && now - payment.created_at > SOFT_END_MS",
        replace: "isSoftEnd(payment)",
      },
    ],
    likely: ["src/core/reconcile/reconcile.test.ts"],
  },
  {
    name: "a stranger's session counts as ours",
    what: "Money of a page that somebody else made with our id in it holds the row of our own page, and its buyer is kept waiting.",
    edits: [
      {
        file: "core/locate.ts",
        find: 'return { kind: "stray", payment: named };',
        replace: "return inSession(named, report);",
      },
    ],
    likely: ["src/core/locate-unknown.test.ts"],
  },
  {
    name: "a second payment takes the first one's row",
    what: "Who pays twice in one session is not seen to have paid twice.",
    edits: [
      {
        file: "core/locate.ts",
        find: 'if (hasMoney(payment)) return { kind: "sibling", payment };',
        replace: "",
      },
    ],
    likely: ["test/scenarios/unsigned-second-payment.test.ts", "src/core/locate.test.ts"],
  },
  {
    name: "unmatched at once",
    what: "A delivery that is faster than its checkout is stored is put aside for a person, and Dodo stops.",
    edits: [
      {
        file: "core/delivery-settlement.ts",
        find: "context.clock() - since >= YOUNG_MS",
        replace: "context.clock() - since >= 0",
      },
    ],
    likely: ["src/core/locate-unknown.test.ts"],
  },
  {
    name: "a success that vanishes is not believed",
    what: "One look at an API that lags takes the money back from a buyer who has paid.",
    edits: [
      {
        file: "core/settlement.ts",
        find: "payment.updated_at < VANISHED_MS",
        replace: "payment.updated_at < 0",
      },
    ],
    likely: ["test/scenarios/lagging-api.test.ts"],
  },
  {
    name: "earlier pages are not asked about",
    what: "A buyer who has paid is given a second page to pay on.",
    edits: [
      {
        file: "core/earlier-payments.ts",
        find: "return !isSoftEnd(payment) || payment.created_at > now - SOFT_END_MS;",
        replace: "return !isSoftEnd(payment);",
      },
    ],
    likely: ["src/core/checkout-wait.test.ts"],
  },
  {
    name: "an old page for a new amount",
    what: "The buyer pays the old price, and is held.",
    edits: [
      {
        file: "core/earlier-payments.ts",
        find: "payment.amount_minor === topup.usd_cents &&",
        replace: "",
      },
    ],
    likely: ["src/core/checkout.test.ts"],
  },
  {
    name: "a slow payment expires with its page",
    what: "A bank transfer that takes days is called expired, and the buyer pays again.",
    edits: [
      {
        file: "core/stage.ts",
        find: '(stage === "none" || stage === "open" || stage === "unknown") && isSessionOver',
        replace: "isSessionOver",
      },
    ],
    likely: ["src/core/checkout-wait.test.ts"],
  },
  {
    name: "an inquiry does not wait for its settlement",
    what: "A buyer who has just paid is told that nobody has, and gets another page.",
    edits: [
      {
        file: "core/provider-inquiry.ts",
        find: "const settlement = await settle(settling, own);",
        replace:
          "const settlement = { payment };\n  void settle(settling, own).catch(() => undefined);",
      },
    ],
    likely: ["src/core/checkout-wait.test.ts"],
  },
  {
    name: "only the first page of recent payments",
    what: "A success whose webhook was lost on a busy day is never found.",
    edits: [
      {
        file: "core/reconcile/recent-payments.ts",
        find: "const PAGES = 20",
        replace: "const PAGES = 1",
      },
    ],
    likely: ["src/core/reconcile/recent-payments.test.ts"],
  },
  {
    name: "a partial refund is taken for known",
    what: "Refunds whose webhooks were lost are never recorded.",
    edits: [
      {
        file: "core/reconcile/recent-payments.ts",
        find: 'refunded === "none" || (refunded === "full" &&',
        replace: 'refunded !== "full" || (refunded === "full" &&',
      },
    ],
    likely: ["test/scenarios/disputes.test.ts"],
  },
  {
    name: "hints without a budget",
    what: "Anyone can use up our calls to Dodo's API.",
    edits: [
      {
        file: "core/unsigned-delivery.ts",
        find: 'if (!context.budget.take("deliveries", payment.user_id)) throw unconfirmed();\n  const decided',
        replace: "const decided",
      },
    ],
    likely: ["src/core/unsigned-delivery.test.ts"],
  },
  {
    name: "any topup will do",
    what: "The host's mistake, a row that was not asked for, is priced and sold.",
    edits: [
      {
        file: "core/topup-fields.ts",
        find: 'if (topup.topup_id !== topup_id) return "`topup_id` is not the one asked for";',
        replace: "",
      },
    ],
    likely: ["src/core/topup.test.ts"],
  },
  {
    name: "result pages without a budget",
    what: "Whoever opens many pages makes us ask Dodo until it refuses us.",
    edits: [
      {
        file: "core/inquiry.ts",
        find: 'isSettled(payment) || recently || !context.budget.take("pages", payment.user_id)',
        replace: "isSettled(payment) || recently",
      },
    ],
    likely: ["test/scenarios/polling.test.ts"],
  },
];
