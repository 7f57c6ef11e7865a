import { inquireForRequest, lookForRequest, REQUEST_PAUSE_MS } from "../core/inquiry.ts";
import { presentPayment, type PresentedPayment } from "../core/presented-payment.ts";
import { causeOf } from "../core/write-cause.ts";
import { findLanguage, LANGUAGES, type Language } from "../languages.ts";
import { notFound, pagePath, type Call, type ResultPage } from "./call.ts";
import { drawResult } from "./host-page.ts";
import { json } from "./reply.ts";
import { wireStatus } from "./records.ts";

/** Finds the reference at the start of the parameter `ref`, or behind its name in a query. */
const REF = /(?:^|[?&;]ref=)(ref_[A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/;

/** The parameters of a result page. All others are removed from its address. */
interface PageQuery {
  ref: string;
  /** The language of the page that created the checkout, if the browser's own is another. */
  language: Language | null;
  /** Whether the buyer has chosen to stay on the page of a paid payment. */
  stay: boolean;
}

/**
 * Answers `GET redirect/success` with the payment's status. If the payment is due for a check, the
 * provider is queried first. The provider redirects buyers to this route after a failure too.
 */
export async function getSuccess(call: Call): Promise<Response> {
  return await answerPage(call, "success", async ({ ref }, now) => {
    const { context } = call;
    const stored = await context.storage.readPaymentByRef(ref);
    if (stored === null) return null;
    const payment = await inquireForRequest({ context, cause: causeOf("return") }, stored);
    return await presentPayment(context, payment, now);
  });
}

/**
 * Answers `GET redirect/cancel`, to which the provider redirects buyers who leave the checkout. The
 * route does not settle the payment. It only queries the provider about whether there is a payment.
 * If there is one, the page opens `redirect/success`.
 */
export async function getCancel(call: Call): Promise<Response> {
  return await answerPage(call, "cancel", async ({ ref }, now) => {
    const { context } = call;
    const stored = await context.storage.readPaymentByRef(ref);
    if (stored === null) return null;
    const payment = await lookForRequest(context, stored);
    // A buyer who has just paid is sent to the other page. So on this page a recent answer counts,
    // and the provider is not queried again.
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
    check_url: pathOf(call, "success", { ...query, stay: false }),
    stay_url: pathOf(call, page, { ...query, stay: true }),
    is_check: page === "success",
  });
}

/**
 * Reads the parameters, or returns `null` if there is no reference. A provider or a proxy may add
 * its parameters to ours with a second `?`, or with an escaped `&`.
 */
function readQuery({ searchParams, search }: URL): PageQuery | null {
  const ref = REF.exec(searchParams.get("ref") ?? search)?.[1];
  if (ref === undefined) return null;
  const lang = searchParams.get("lang")?.slice(0, 2);
  const language = LANGUAGES.find((known) => known === lang) ?? null;
  return { ref, language, stay: searchParams.get("stay")?.startsWith("1") === true };
}

function pathOf(
  { context }: Call,
  page: "success" | "cancel",
  { ref, language, stay }: PageQuery,
): string {
  const path = pagePath(context, context.origin.base, page, ref, language);
  return stay ? `${path}&stay=1` : path;
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

/** Answers an unknown `ref`: 404 as JSON or as a page. */
async function notThere(call: Call, language: Language | null): Promise<Response> {
  const { request, context } = call;
  if (acceptsJson(request)) throw notFound();
  return await drawResult(call, null, {
    language: languageOf(request, language),
    now: context.clock(),
    stay: false,
    check_url: "",
    stay_url: "",
    is_check: false,
  });
}
