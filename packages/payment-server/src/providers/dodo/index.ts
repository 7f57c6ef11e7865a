/**
 * Dodo Payments as a provider, on the official SDK.
 *
 * ```ts
 * import { PaymentService, dodoPaymentProvider } from "@x/payment-server";
 * const payment = new PaymentService({ readTopup, finishTopup, providers: [dodoPaymentProvider()] });
 * ```
 *
 * Keys come from the environment unless given. Without a signing key deliveries are hints that are confirmed with the API.
 */
import * as v from "valibot";
import type {
  CheckoutRequest,
  Finding,
  OpenedCheckout,
  PaymentProvider,
  ProviderFactory,
  ProviderRuntime,
  RecentPage,
  RecentWindow,
  SessionState,
} from "../../core/provider.ts";
import type { Topup } from "../../core/host.ts";
import type { Logger } from "../../core/logger.ts";
import type { Report } from "../../core/report.ts";
import { PaymentError } from "../../errors.ts";
import { emptyVariables } from "../../variables.ts";
import { createApi, type CallApi } from "./api.ts";
import { checkoutBody, readSessionAnswer, readSessionState } from "./checkout.ts";
import {
  labelOf,
  readSettings,
  VARIABLES,
  type DodoOptions,
  type DodoSettings,
} from "./options.ts";
import { HARMLESS, LOST, ourId, ourTopupId, time, toReport } from "./payment.ts";
import { assertSells, productFindings, refusal, toProduct, type DodoProduct } from "./product.ts";
import { invalidAnswer } from "./rejection.ts";
import { readDelivery } from "./webhook.ts";

const ID = "dodo";
/** A hosted session lives 24 h (Dodo's checkout session guide). */
const SESSION_MS = 24 * 3_600_000;
/** The merchant may change the product while we run. */
const PRODUCT_MS = 5 * 60_000;
const PAGE_SIZE = 100;
const MOST_NAMED = 1_000;

const text = v.fallback(v.nullable(v.string()), null);
const Recent = v.object({
  items: v.array(
    v.fallback(
      v.nullable(
        v.object({
          payment_id: text,
          status: text,
          refund_status: text,
          dispute_status: text,
          created_at: text,
          metadata: v.fallback(v.nullable(v.object({ payment_id: text, topup_id: text })), null),
        }),
      ),
      null,
    ),
  ),
});

/** Names Dodo in the options of the service. Wrong options throw `configuration` when the service is constructed. */
export function dodoPaymentProvider(options: DodoOptions = {}): ProviderFactory {
  return {
    id: ID,
    label: labelOf(options),
    variables: VARIABLES,
    create: (runtime) => createDodo(readSettings(options, runtime.env), runtime),
  };
}

function createDodo(settings: DodoSettings, runtime: ProviderRuntime): PaymentProvider {
  const api = createApi(settings);
  const readProduct = productReader(api, runtime);
  const warnOfReversals = reversalWarning(runtime.logger);
  for (const name of emptyVariables(
    VARIABLES.map(({ key }) => key),
    runtime.env,
  ))
    runtime.logger.warn("a variable is empty and counts as absent", { name });
  // Without an API key nothing is configured here yet: a Federation's variables are only known once it installs the service.
  if (settings.api_key !== null && settings.keys.length === 0)
    runtime.logger.warn(
      "DODO_WEBHOOK_KEY is not set: deliveries are only hints, each is confirmed with Dodo's API",
      { provider: ID },
    );
  return {
    id: ID,
    environment: settings.environment,
    method: () => ({
      enabled: settings.api_key !== null && settings.product_id !== null,
      label: settings.label,
      currency: settings.currency,
      reason: settings.api_key !== null && settings.product_id !== null ? null : "not_configured",
      test_mode: settings.environment === "test_mode",
    }),
    productOf: (topup) => productOf(settings, topup),
    openCheckout: async (request) =>
      await openCheckout(api, settings, runtime, readProduct, request),
    async readSession(provider_session_id, signal): Promise<SessionState> {
      const body = await api(
        async (client) => await client.checkoutSessions.retrieve(provider_session_id, { signal }),
      );
      if (body === null) return { known: false };
      return readSessionState(body, provider_session_id);
    },
    async readPayment(provider_payment_id, signal): Promise<Report | null> {
      const body = await api(
        async (client) => await client.payments.retrieve(provider_payment_id, { signal }),
      );
      if (body === null) return null;
      const report = toReport(body, settings.environment, "api");
      if (report === null || report.provider_payment_id !== provider_payment_id)
        throw invalidAnswer("is not the payment that was asked for");
      if (!report.reversals_known) warnOfReversals(provider_payment_id);
      return report;
    },
    readTaxInclusive: async (product_id, signal) =>
      taxInclusive(await readProduct(product_id, signal, true)),
    listRecent: async (window, page, signal) => await listRecent(api, window, page, signal),
    readDelivery: (headers, body) =>
      readDelivery(
        {
          provider: ID,
          keys: settings.keys,
          environment: settings.environment,
          clock: runtime.clock,
        },
        headers,
        body,
      ),
    check: async (signal) => await check(settings, readProduct, signal),
  };
}

/** Each payment is named once by this process, however often it is queried. */
function reversalWarning(logger: Logger): (provider_payment_id: string) => void {
  const named = new Set<string>();
  return (provider_payment_id) => {
    if (named.has(provider_payment_id)) return;
    if (named.size >= MOST_NAMED) named.clear();
    named.add(provider_payment_id);
    logger.warn(
      "Dodo lists a refund or a dispute that cannot be read, or a refund without its amount: what is recorded as given back may be too little; look at the payment in Dodo's dashboard",
      { provider_payment_id },
    );
  };
}

type ReadProduct = (
  product_id: string,
  signal: AbortSignal,
  fresh: boolean,
) => Promise<DodoProduct | null>;

function productReader(api: CallApi, runtime: ProviderRuntime): ReadProduct {
  const known = new Map<string, { product: DodoProduct; read_at: number }>();
  return async (product_id, signal, fresh) => {
    const kept = known.get(product_id);
    if (!fresh && kept !== undefined && runtime.clock() - kept.read_at < PRODUCT_MS)
      return kept.product;
    const body = await api(
      async (client) => await client.products.retrieve(product_id, { signal }),
    );
    if (body === null) return null;
    const product = toProduct(body);
    if (product === null) throw invalidAnswer("about the product makes no sense");
    known.set(product_id, { product, read_at: runtime.clock() });
    return product;
  };
}

/** Dodo accepts metadata values of at most 500 characters: https://docs.dodopayments.com/api-reference/metadata */
const MOST_CHARACTERS = 500;

function productOf(settings: DodoSettings, topup: Topup): string {
  if (topup.topup_id.length > MOST_CHARACTERS || topup.user_id.length > MOST_CHARACTERS) {
    throw new PaymentError(
      "invalid_topup",
      `The topup's \`topup_id\` and \`user_id\` may have at most ${MOST_CHARACTERS} characters.`,
    );
  }
  const product_id = settings.product_id?.(topup) ?? "";
  if (product_id !== "") return product_id;
  throw new PaymentError(
    "method_disabled",
    "There is no Dodo product for this topup; set DODO_PRODUCT_ID.",
  );
}

function existing(product: DodoProduct | null, settings: DodoSettings): DodoProduct {
  if (product !== null) return product;
  throw new PaymentError(
    "product_mismatch",
    `Dodo does not know the product in ${settings.environment}; check DODO_PRODUCT_ID and that it was made in that mode.`,
  );
}

/** What was kept may be outdated: a product that was put right is sold at once. */
async function readSellable(
  settings: DodoSettings,
  readProduct: ReadProduct,
  product_id: string,
  { payment, signal }: CheckoutRequest,
): Promise<DodoProduct> {
  const kept = await readProduct(product_id, signal, false);
  if (kept !== null && refusal(kept, payment.amount_minor) === null) return kept;
  const product = existing(await readProduct(product_id, signal, true), settings);
  assertSells(product, payment.amount_minor);
  return product;
}

function taxInclusive(product: DodoProduct | null): boolean | null {
  return product === null ? null : product.price.tax_inclusive === true;
}

async function openCheckout(
  api: CallApi,
  settings: DodoSettings,
  runtime: ProviderRuntime,
  readProduct: ReadProduct,
  request: CheckoutRequest,
): Promise<OpenedCheckout> {
  const product_id = request.payment.product_id ?? productOf(settings, request.topup);
  const product = await readSellable(settings, readProduct, product_id, request);
  const body = await api(
    async (client) =>
      await client.checkoutSessions.create(checkoutBody(request, settings, product_id), {
        signal: request.signal,
      }),
  );
  const { session_id, checkout_url } = readSessionAnswer(body, settings);
  return {
    provider_session_id: session_id,
    checkout_url,
    tax_inclusive: taxInclusive(product) === true,
    business_id: product.business_id,
    expires_at: runtime.clock() + SESSION_MS,
  };
}

async function listRecent(
  api: CallApi,
  { since, until }: RecentWindow,
  page: number,
  signal: AbortSignal,
): Promise<RecentPage> {
  const query = {
    created_at_gte: new Date(since).toISOString(),
    created_at_lte: new Date(until).toISOString(),
    page_number: page,
    page_size: PAGE_SIZE,
  };
  // Not `client.payments.list()`: its pages take an answer that makes no sense for an empty one.
  const answer = await api(
    async (client) => await client.get<unknown>("/payments", { query, signal }),
  );
  const parsed = v.safeParse(Recent, answer);
  if (!parsed.success) throw invalidAnswer("is not a list of payments");
  const { items } = parsed.output;
  return {
    last: items.length < PAGE_SIZE,
    ours: items.flatMap((item) => {
      const our_payment_id = ourId(item?.metadata?.payment_id);
      const our_topup_id = ourTopupId(item?.metadata?.topup_id);
      if (
        item === null ||
        item.payment_id === null ||
        (our_payment_id === null && our_topup_id === null)
      )
        return [];
      return [
        {
          provider_payment_id: item.payment_id,
          our_payment_id,
          our_topup_id,
          succeeded: item.status === "succeeded",
          refunded: refundWord(item.refund_status),
          disputed: item.dispute_status !== null && !HARMLESS.has(item.dispute_status),
          dispute_lost: LOST.has(item.dispute_status ?? ""),
          created_at: time(item.created_at),
        },
      ];
    }),
  };
}

function refundWord(refund_status: string | null): "none" | "partial" | "full" {
  if (refund_status === null) return "none";
  return refund_status === "full" ? "full" : "partial";
}

async function check(
  settings: DodoSettings,
  readProduct: ReadProduct,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (settings.api_key === null)
    findings.push({
      level: "error",
      code: "api_key_missing",
      message: "DODO_PAYMENTS_API_KEY is not set: nobody can pay.",
    });
  if (settings.product_id === null)
    findings.push({
      level: "error",
      code: "product_missing",
      message: "DODO_PRODUCT_ID is not set: nobody can pay.",
    });
  if (settings.keys.length === 0) {
    findings.push({
      level: "warning",
      code: "webhook_key_missing",
      message:
        "DODO_WEBHOOK_KEY is not set: deliveries are only hints. Each costs calls to Dodo's API within a budget that anyone can use up, and a refund or a dispute is heard of only if its hint is in time, or within 15 days by reconcile(). Set the endpoint's signing key.",
    });
  }
  if (settings.api_key === null || settings.fixed_product_id === null) return findings;
  try {
    findings.push(
      ...productFindings(
        existing(await readProduct(settings.fixed_product_id, signal, true), settings),
      ),
    );
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    findings.push({ level: "error", code: error.code, message: error.message });
  }
  return findings;
}
