// Bugs of deliveries, checkouts and reconciliation: payments that are forgotten or taken twice.
import type { Mutant } from "./mutant.ts";

export const MORE_ROADS: readonly Mutant[] = [
  {
    name: "the event id is the payment's id",
    what: "`succeeded` after `processing` counts as a redelivery, and the paid topup is never credited.",
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
    name: "writing the event is not awaited",
    what: "Dodo gets a 200 for a row that the database may still reject.",
    edits: [
      {
        file: "core/inbox.ts",
        find: "await context.storage.recordEvent( { ...event, sync_status, payment_id, sync_error }, false,",
        replace:
          "((...given: Parameters<typeof context.storage.recordEvent>) => (void context.storage.recordEvent(...given).catch(() => undefined), given[0]))( { ...event, sync_status, payment_id, sync_error }, false,",
      },
    ],
    likely: ["src/core/inbox-redelivery.test.ts"],
  },
  {
    name: "`failed` counts as decided",
    what: "A delivery that failed with an error is answered 200 when it is redelivered.",
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
    name: "an API that lags behind decides",
    what: "A success that Dodo's API does not show yet is ignored for good.",
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
    what: "A credited topup is shown as failed, and the buyer pays again.",
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
    name: "declined payments are not polled again",
    what: "A buyer who was declined and pays with another card is never credited if that webhook is lost.",
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
    name: "a foreign session counts as ours",
    what: "Money from a page that somebody else made with our id in its metadata holds the row of our own page, and its buyer waits.",
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
    what: "A second payment in one session is not noticed.",
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
    name: "an unmatched delivery is held at once",
    what: "A delivery that arrives before its checkout is stored is held for an administrator, and Dodo does not send it again.",
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
    name: "a success that the API no longer shows is revoked",
    what: "One answer of a lagging API takes the credit from a buyer who has paid.",
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
    name: "earlier payments are not queried",
    what: "A buyer who has paid gets a second page to pay on.",
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
    name: "an old page is reused for a new amount",
    what: "The buyer pays the old price, and the payment is held.",
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
    what: "A bank transfer that takes days is shown as expired, and the buyer pays again.",
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
    name: "a status query does not wait for the settlement",
    what: "The result page says that nobody has paid to a buyer who just did, and another page is opened.",
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
    name: "only the first page of recent payments is scanned",
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
    name: "every partial refund counts as recorded",
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
    name: "unsigned deliveries have no budget",
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
    name: "the topup's id is not checked",
    what: "A host that returns a wrong row by mistake has that row priced and sold.",
    edits: [
      {
        file: "core/topup.ts",
        find: "if (found === topup_id) return topup;",
        replace: "if (found !== undefined) return topup;",
      },
    ],
    likely: ["src/core/topup-fields.test.ts"],
  },
  {
    name: "result pages have no budget",
    what: "Anyone who opens many result pages makes us query Dodo until it refuses us.",
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
