/** The table of routes. */
import { onDemand } from "../load-on-demand.ts";
import { WEBHOOK_PATH, type Call } from "./call.ts";
import { getMethods } from "./methods.ts";
import { postWebhook } from "./webhook.ts";

/** The names of the routes, which are the keys of `handlers`. */
export type RouteName =
  | "methods"
  | "createCheckout"
  | "myPayments"
  | "payments"
  | "events"
  | "webhook"
  | "redirectSuccess"
  | "redirectCancel"
  | "reconcile"
  | "replayEvent"
  | "closeEvent"
  | "releasePayment"
  | "check"
  | "drift"
  | "paymentAudit"
  | "paymentSummary"
  | "openapi"
  | "prune";

/** An entry in the route table. */
export interface Route {
  /** The path below `base_path`, such as `/methods`. */
  path: string;
  methods: readonly ("GET" | "POST")[];
  /** Who may call the route. `answer` checks this; a Federation needs it to register the route. */
  who: "anyone" | "user" | "admin";
  /**
   * Whether the provider calls the route. If so, the origin and the content type are not checked.
   */
  from_provider?: boolean;
  /** Whether the route answers while a variable of a running service is wrong. */
  answers_misconfigured?: boolean;
  answer(call: Call): Promise<Response>;
}

/**
 * Every route by its name. The webhook and `GET methods` are loaded at the start. `GET
 * openapi.json` is loaded at the first request for it. `onDemand()` loads all others together.
 */
export const ROUTES: Record<RouteName, Route> = {
  methods: {
    path: "/methods",
    methods: ["GET"],
    who: "anyone",
    answers_misconfigured: true,
    answer: getMethods,
  },
  createCheckout: {
    path: "/checkout/create",
    methods: ["POST"],
    who: "user",
    answer: async (call) => await (await onDemand()).postCheckout(call),
  },
  myPayments: {
    path: "/payments/me",
    methods: ["GET"],
    who: "user",
    answer: async (call) => await (await onDemand()).getMyPayments(call),
  },
  payments: {
    path: "/payments",
    methods: ["GET"],
    who: "admin",
    answer: async (call) => await (await onDemand()).getPayments(call),
  },
  events: {
    path: "/events",
    methods: ["GET"],
    who: "admin",
    answer: async (call) => await (await onDemand()).getEvents(call),
  },
  webhook: {
    path: WEBHOOK_PATH,
    methods: ["POST"],
    who: "anyone",
    from_provider: true,
    answer: postWebhook,
  },
  redirectSuccess: {
    path: "/redirect/success",
    methods: ["GET"],
    who: "anyone",
    answer: async (call) => await (await onDemand()).getSuccess(call),
  },
  redirectCancel: {
    path: "/redirect/cancel",
    methods: ["GET"],
    who: "anyone",
    answer: async (call) => await (await onDemand()).getCancel(call),
  },
  reconcile: {
    path: "/reconcile",
    methods: ["GET", "POST"],
    who: "admin",
    answer: async (call) => await (await onDemand()).postReconcile(call),
  },
  replayEvent: {
    path: "/events/replay",
    methods: ["POST"],
    who: "admin",
    answer: async (call) => await (await onDemand()).postReplay(call),
  },
  closeEvent: {
    path: "/events/close",
    methods: ["POST"],
    who: "admin",
    answer: async (call) => await (await onDemand()).postClose(call),
  },
  releasePayment: {
    path: "/payments/release",
    methods: ["POST"],
    who: "admin",
    answer: async (call) => await (await onDemand()).postRelease(call),
  },
  check: {
    path: "/check",
    methods: ["GET"],
    who: "admin",
    answers_misconfigured: true,
    answer: async (call) => await (await onDemand()).getCheck(call),
  },
  drift: {
    path: "/drift",
    methods: ["GET"],
    who: "admin",
    answer: async (call) => await (await onDemand()).getDrift(call),
  },
  paymentAudit: {
    path: "/payments/audit",
    methods: ["GET"],
    who: "admin",
    answer: async (call) => await (await onDemand()).getAudit(call),
  },
  paymentSummary: {
    path: "/payments/summary",
    methods: ["GET"],
    who: "admin",
    answer: async (call) => await (await onDemand()).getSummary(call),
  },
  prune: {
    path: "/prune",
    methods: ["POST"],
    who: "admin",
    answer: async (call) => await (await onDemand()).postPrune(call),
  },
  openapi: {
    path: "/openapi.json",
    methods: ["GET"],
    who: "anyone",
    answers_misconfigured: true,
    answer: async (call) => await (await import("./openapi/route.ts")).getOpenApi(call),
  },
};
