export { PaymentService } from "./service.ts";
export type { ResultPageOptions } from "./pages/renderer.ts";
export type { ResultView } from "./pages/view.ts";
export type { ResultState, Words } from "./pages/words/words.ts";
export type { PaymentServiceOptions, TransactionalServiceOptions } from "./options.ts";
export { dodoPaymentProvider } from "./providers/dodo/index.ts";
export type { DescribeCheckout, DodoCheckoutDetails } from "./providers/dodo/checkout-details.ts";
export type { DodoOptions } from "./providers/dodo/options.ts";
export { memoryStorage } from "./storage/memory.ts";
export { bearerMatches } from "./bearer.ts";
export { consoleLogger } from "./console-logger.ts";
export { ERROR_STATUS, PaymentError } from "./errors.ts";
export type { ErrorCode, PaymentErrorOptions } from "./errors.ts";
export type { BuyerStage } from "./core/buyer-stage.ts";
export { rebuildPayment } from "./core/audit.ts";
export type { Actor, AuditEntry } from "./core/audit.ts";
export type { DriftKind, DriftReason } from "./core/drift/compare.ts";
export type { DriftOptions, DriftReport } from "./core/drift/report.ts";
export type { DriftItem } from "./core/drift/item.ts";
export type { DayFigures, Durations } from "./core/figures/day-figures.ts";
export type { DayRange } from "./core/figures/days.ts";
export type { DaySummary, PaymentSummary } from "./core/figures/summary.ts";
export type { Topup } from "./core/host.ts";
export type { FinishExtra, TransactionalExtra } from "./core/finish-extra.ts";
export type { Inspection } from "./core/inspection.ts";
export type { LogFields, Logger } from "./core/logger.ts";
export type {
  DisputeStatus,
  Environment,
  HoldReason,
  Payment,
  PaymentStatus,
} from "./core/payment.ts";
export type * from "./core/provider.ts";
export type { Report, ReportStatus, Reversal, ReversalState } from "./core/report.ts";
export type { PruneOptions, PruneResult } from "./core/prune.ts";
export type { ReconcileOptions } from "./core/reconcile/reconcile.ts";
export type { ReconcileResult } from "./core/reconcile/run.ts";
export type { ReleaseInput } from "./core/release.ts";
export { LostTransactionError } from "./core/storage.ts";
export type * from "./core/storage.ts";
export type * from "./core/storage-records.ts";
export type { WireAudit, WireAuditEntry, WireTopup } from "./http/audit-records.ts";
export type { Identity } from "./http/call.ts";
export type {
  DowncityAction,
  DowncityCall,
  DowncityContext,
  DowncityNativeRoute,
} from "./http/downcity.ts";
export type {
  WireDrift,
  WireDriftItem,
  WireInspection,
  WireSummary,
} from "./http/inspection-records.ts";
export type { Handler } from "./http/router.ts";
export type { RouteName } from "./http/routes.ts";
export type { Variable } from "./variables.ts";
export type { WireNotice, WirePaymentNotice, WireUnmatchedNotice } from "./http/notices.ts";
export type { WireAdminPayment, WirePayments } from "./http/payment-lists.ts";
export type {
  WireCheckout,
  WireEvent,
  WireMethod,
  WirePayment,
  WireStatus,
} from "./http/records.ts";
