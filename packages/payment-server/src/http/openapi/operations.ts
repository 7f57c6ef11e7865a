/** What the OpenAPI document says about each route besides its path and its methods. */
import type * as v from "valibot";
import type { ErrorCode } from "../../errors.ts";
import type { RouteName } from "../routes.ts";
import {
  AuditQuery,
  CheckoutBody,
  DriftQuery,
  EventsQuery,
  MyPaymentsQuery,
  PaymentsQuery,
  CloseBody,
  PruneBody,
  ReconcileBody,
  ReleaseBody,
  ReplayBody,
  SummaryQuery,
} from "../schemas.ts";
import type { AnswerName } from "./answers.ts";

/** The description of one route. */
export interface Operation {
  summary: string;
  query?: v.GenericSchema;
  body?: v.GenericSchema;
  /** Whether the body may be left out. */
  optional_body?: boolean;
  /** The answer; `Document` stands for the OpenAPI document itself. */
  answer: AnswerName | "Document";
  /** The codes that the route adds to those that every route of its kind can answer. */
  codes?: readonly ErrorCode[];
}

const PROVIDER_CODES = [
  "provider_rejected",
  "provider_invalid",
  "provider_unavailable",
] as const satisfies readonly ErrorCode[];
const LIST_CODES = ["invalid_request", "invalid_cursor"] as const satisfies readonly ErrorCode[];

/** The description of each route. */
export const OPERATIONS: Readonly<Record<RouteName, Operation>> = {
  methods: { summary: "Lists the payment methods, the disabled ones too.", answer: "Methods" },
  createCheckout: {
    summary: "Opens a checkout for a topup of the user, or returns the one that is open.",
    body: CheckoutBody,
    answer: "Checkout",
    codes: [
      "invalid_return_to",
      "invalid_topup",
      "unknown_method",
      "method_disabled",
      "product_mismatch",
      "topup_not_found",
      "topup_not_pending",
      "payment_processing",
      "payment_held",
      "too_many_attempts",
      "host_invalid",
      "host_unavailable",
      ...PROVIDER_CODES,
      "busy",
    ],
  },
  myPayments: {
    summary: "Lists the payments of the user, newest first.",
    query: MyPaymentsQuery,
    answer: "Payments",
    codes: LIST_CODES,
  },
  payments: {
    summary: "Lists the payments of all users, newest first.",
    query: PaymentsQuery,
    answer: "AdminPayments",
    codes: LIST_CODES,
  },
  events: {
    summary: "Lists the deliveries of the provider, newest first.",
    query: EventsQuery,
    answer: "Events",
    codes: LIST_CODES,
  },
  webhook: {
    summary: "Receives a delivery of the provider. Only a 2xx is final; others are sent again.",
    answer: "ReceivedDelivery",
    codes: [
      "invalid_request",
      "invalid_json",
      "unknown_method",
      "invalid_signature",
      "body_timeout",
      "body_too_large",
      "payment_unmatched",
      "host_invalid",
      "host_unavailable",
      ...PROVIDER_CODES,
      "busy",
    ],
  },
  redirectSuccess: {
    summary: "Shows the stored state of a payment, after a query to the provider if one is due.",
    answer: "PaymentState",
    codes: ["not_found"],
  },
  redirectCancel: {
    summary: "Shows the stored state of a payment to a buyer who has left the checkout.",
    answer: "PaymentState",
    codes: ["not_found"],
  },
  reconcile: {
    summary: "Checks the payments that are due, for at most 20 seconds.",
    body: ReconcileBody,
    optional_body: true,
    answer: "Reconciled",
  },
  replayEvent: {
    summary: "Decides a stored event again, by the present state of its payment.",
    body: ReplayBody,
    answer: "Replayed",
    codes: ["event_not_found", "host_invalid", ...PROVIDER_CODES, "busy"],
  },
  closeEvent: {
    summary: "Closes an unmatched event, and the others about its payment.",
    body: CloseBody,
    answer: "Closed",
    codes: ["event_not_found", "release_refused"],
  },
  releasePayment: {
    summary: "Carries out the decision of an administrator on a held payment.",
    body: ReleaseBody,
    answer: "Released",
    codes: ["payment_not_found", "release_refused", "host_invalid", ...PROVIDER_CODES, "busy"],
  },
  check: {
    summary: "Says what keeps money from moving, each finding with its fix.",
    answer: "Inspection",
  },
  drift: {
    summary: "Lists where the provider, our rows and the topups disagree, one part at a time.",
    query: DriftQuery,
    answer: "Drift",
    codes: [...LIST_CODES, ...PROVIDER_CODES],
  },
  paymentAudit: {
    summary: "Returns a payment and everything that has happened to it, oldest first.",
    query: AuditQuery,
    answer: "Audit",
    codes: ["invalid_request", "payment_not_found"],
  },
  paymentSummary: {
    summary: "Returns the figures of each day of UTC of a range.",
    query: SummaryQuery,
    answer: "Summary",
    codes: ["invalid_request"],
  },
  prune: {
    summary: "Deletes old events that are decided, for at most 8 seconds.",
    body: PruneBody,
    optional_body: true,
    answer: "Pruned",
  },
  openapi: { summary: "Returns this document.", answer: "Document" },
};
