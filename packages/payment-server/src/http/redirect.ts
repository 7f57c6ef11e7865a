import { inquireForRequest, lookForRequest, REQUEST_PAUSE_MS } from "../core/inquiry.ts";
import { presentPayment, type PresentedPayment } from "../core/presented-payment.ts";
import { causeOf } from "../core/write-cause.ts";
import { findLanguage, LANGUAGES, type Language } from "../languages.ts";
import { notFound, pagePath, type Call, type ResultPage } from "./call.ts";
import { drawResult } from "./host-page.ts";
import { json } from "./reply.ts";
import { wireStatus } from "./records.ts";

/**
 * Matches the reference at the start of the parameter `ref`, or after `ref=` anywhere in the query.
 */
const REF = /(?:^|[?&;]ref=)(ref_[A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/;

/**
 * For how many seconds a result page waits before its first, second, third and every later reload.
 * Buyers often return a moment before the webhook arrives, so the first pause is short. The page of
 * a payment that takes longer reloads less often.
 */
const PAUSES_S = [2, 4, 8, 10];

/** The parameters of a result page. A browser is redirected to the address without any others. */
interface PageQuery {
  ref: string;
  /** The language that the address names; `null` if the browser's language decides. */
  language: Language | null;
  /** Whether the buyer has chosen to stay on the page of a paid payment. */
  stay: boolean;
  /**
   * The number of the request, from 1. Each time the page reloads by itself it is one higher, up to
   * the length of `PAUSES_S`.
   */
  look: number;
}

/**
 * Answers `GET redirect/success` with the payment's status. For a payment that is not settled, the
 * provider may be queried first, at most once in 3 s and within the budget. The provider redirects
 * buyers to this route after a failure too.
 */
export async function getSuccess(call: Call): Promise<Response> {
  return await answerPage(call, "success", async ({ ref, look }, now) => {
    const { context } = call;
    const stored = await context.storage.readPaymentByRef(ref);
    if (stored === null) return null;
    // The money of a `crediting` payment has arrived. The early reloads of the page only read the
    // row, so that they make no calls to the provider.
    const is_early = look > 1 && look < PAUSES_S.length && stored.status === "crediting";
    const payment = is_early
      ? stored
      : await inquireForRequest({ context, cause: causeOf("return") }, stored);
    return await presentPayment(context, payment, now);
  });
}

/**
 * Answers `GET redirect/cancel`, to which the provider redirects buyers who leave the checkout. If
 * the payment is pending, this route may query the provider about the checkout session, but it does
 * not settle the payment. If the page then reloads by itself, the browser opens `redirect/success`.
 */
export async function getCancel(call: Call): Promise<Response> {
  return await answerPage(call, "cancel", async ({ ref }, now) => {
    const { context } = call;
    const stored = await context.storage.readPaymentByRef(ref);
    if (stored === null) return null;
    const payment = await lookForRequest(context, stored);
    // The provider redirects a buyer who has paid to `redirect/success`. So on this page an answer
    // of the last 3 s counts as new.
    return await presentPayment(context, payment, now - REQUEST_PAUSE_MS);
  });
}

async function answerPage(
  call: Call,
  page: "success" | "cancel",
  present: (query: PageQuery, now: number) => Promise<PresentedPayment | null>,
): Promise<Response> {
  const { context, request, url } = call;
  const query = readQuery(url);
  if (query === null) return await notThere(call, null);
  const wantsJson = acceptsJson(request);
  // Dodo adds the buyer's e-mail address and a status to the URL. The browser is redirected to the
  // URL without them, and the status is not used, because anyone can write one.
  const path = pathOf(call, page, query);
  if (!wantsJson && url.search !== path.slice(path.indexOf("?"))) return redirectTo(path);
  const now = context.clock();
  const presented = await present(query, now);
  if (presented === null) return await notThere(call, query.language);
  if (!wantsJson) context.returned.seen = true;
  if (wantsJson) return json(wireStatus(presented, context.clock()));
  return await drawResult(call, presented, {
    language: languageOf(request, query.language),
    now: context.clock(),
    stay: query.stay,
    check_url: pathOf(call, "success", { ...query, stay: false, look: 1 }),
    stay_url: pathOf(call, page, { ...query, stay: true, look: 1 }),
    next_url: pathOf(call, "success", {
      ...query,
      stay: false,
      look: Math.min(query.look + 1, PAUSES_S.length),
    }),
    pause_s: PAUSES_S[query.look - 1] ?? 0,
  });
}

/**
 * Reads the parameters. Returns `null` if there is no reference. A provider or a proxy may add its
 * parameters to ours with a second `?`, or with an escaped `&`.
 */
function readQuery({ searchParams, search }: URL): PageQuery | null {
  const ref = REF.exec(searchParams.get("ref") ?? search)?.[1];
  if (ref === undefined) return null;
  const lang = searchParams.get("lang")?.slice(0, 2);
  const language = LANGUAGES.find((known) => known === lang) ?? null;
  // A provider may append its own parameter without an `&`, so only the first digit is read.
  const look = /^[2-4]/.exec(searchParams.get("look") ?? "")?.[0];
  return {
    ref,
    language,
    stay: searchParams.get("stay")?.startsWith("1") === true,
    look: look === undefined ? 1 : Number(look),
  };
}

function pathOf(
  { context }: Call,
  page: "success" | "cancel",
  { ref, language, stay, look }: PageQuery,
): string {
  const path = pagePath(context, context.origin.base, page, ref, language);
  return `${path}${stay ? "&stay=1" : ""}${look === 1 ? "" : `&look=${look}`}`;
}

function languageOf(request: Request, chosen: Language | null): ResultPage["language"] {
  return chosen ?? findLanguage(request.headers.get("accept-language")) ?? "en";
}

function acceptsJson(request: Request): boolean {
  return (request.headers.get("accept") ?? "").includes("application/json");
}

/** Redirects to a path. An absolute address would need the Host header, which anyone can set. */
function redirectTo(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
}

/**
 * Answers an unknown or missing `ref` with the page "not found". If the request accepts JSON,
 * throws `not_found`.
 */
async function notThere(call: Call, language: Language | null): Promise<Response> {
  const { request, context } = call;
  if (acceptsJson(request)) throw notFound();
  return await drawResult(call, null, {
    language: languageOf(request, language),
    now: context.clock(),
    stay: false,
    check_url: "",
    stay_url: "",
    next_url: "",
    pause_s: 0,
  });
}
