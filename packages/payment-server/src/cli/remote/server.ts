/** The admin routes of a running server, as the commands call them. */
import { ERROR_STATUS, PaymentError, type ErrorCode } from "../../errors.ts";
import { UsageError } from "../usage-error.ts";
import { visible } from "./table.ts";

/** How long one request may take, in milliseconds. A run of reconciliation stops after 20 s. */
const TIMEOUT_MS = 60_000;

/**
 * Sends requests to the routes below one address. A call that fails throws a `PaymentError` whose
 * message says the fix.
 */
export interface Server {
  get<Answer>(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<Answer>;
  post<Answer>(path: string, body: object): Promise<Answer>;
}

/**
 * Creates the client of a server. Unless `exact` is set, characters that a terminal would take as
 * commands are replaced in every text of an answer. In an error, such characters are always
 * replaced. Throws a `UsageError` if the address or the token cannot be used.
 */
export function connect(
  url: string | undefined,
  token: string | undefined,
  exact: boolean,
): Server {
  const base = readAddress(url);
  if (token === undefined || token === "")
    throw new UsageError("Give the token of an administrator with --token, or set PAYMENT_TOKEN.");
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new UsageError(
      "The token has a space or a character that a header cannot carry: check --token or PAYMENT_TOKEN.",
    );
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  return {
    async get(path, query = {}) {
      const given = Object.entries(query).filter(([, value]) => value !== undefined);
      const search = new URLSearchParams(given as [string, string][]).toString();
      return await send(base, `${path}${search === "" ? "" : `?${search}`}`, exact, { headers });
    },
    async post(path, body) {
      return await send(base, path, exact, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    },
  };
}

/**
 * Returns the address without its query and without a slash at its end. Throws a `UsageError` if
 * the address is missing or is not an http or https address. Also throws if the address contains a
 * user or a password, because messages repeat the address.
 */
function readAddress(url: string | undefined): string {
  const example = "such as https://shop.example/v1/payment";
  if (url === undefined || url === "")
    throw new UsageError(
      `Give the address of the payment routes with --url, ${example}, or set PAYMENT_URL.`,
    );
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw new UsageError(
      `--url must be the http or https address of the payment routes, ${example}.`,
    );
  if (parsed.username !== "" || parsed.password !== "")
    throw new UsageError(
      "--url may not have a user or a password in it: give the token with --token.",
    );
  return parsed.origin + parsed.pathname.replace(/\/$/, "");
}

async function send<Answer>(
  base: string,
  path: string,
  exact: boolean,
  init: RequestInit,
): Promise<Answer> {
  const response = await fetch(base + path, {
    ...init,
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new PaymentError(
      "internal",
      isTimeout(cause)
        ? `${base} did not answer within a minute: try again, or look at the log of the server.`
        : `${base} cannot be reached: check --url or PAYMENT_URL, and that the server runs.`,
      { cause },
    );
  });
  const body = parse(await response.text().catch(() => ""), exact && response.ok);
  if (response.ok && typeof body === "object" && body !== null) return body as Answer;
  throw toError(base, response.status, body);
}

/**
 * Parses JSON, and replaces control characters in its texts unless `exact` is set. Returns `null`
 * if the text is not JSON.
 */
function parse(text: string, exact: boolean): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) =>
      typeof value === "string" && !exact ? visible(value) : value,
    );
  } catch {
    return null;
  }
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "TimeoutError";
}

/**
 * Returns the error of an answer. The error's message repeats a text of the answer only if the
 * answer has the form of a payment server's error.
 */
function toError(base: string, status: number, body: unknown): PaymentError {
  const { error, code, ...rest } = Object(body) as { error?: unknown; code?: unknown };
  if (typeof error !== "string" || typeof code !== "string")
    return new PaymentError(
      "internal",
      `${base} does not answer as a payment server does (HTTP ${status}): check --url or PAYMENT_URL.`,
    );
  // A newer server may send a code that this version does not know.
  const known = Object.hasOwn(ERROR_STATUS, code) ? (code as ErrorCode) : "internal";
  if (code === "unauthorized")
    return new PaymentError(
      known,
      "The server does not know the token: check --token or PAYMENT_TOKEN.",
    );
  // In test mode a server says where its routes are. The mistake is then in the URL and not in the
  // token.
  if (code === "not_found" && error.includes("payment routes are below"))
    return new PaymentError(known, `${error} The command called ${base}: check --url.`);
  if (code === "not_found")
    return new PaymentError(
      known,
      `There are no admin routes for this token at ${base}: check --url, and that \`authenticate\` returns { admin: true } for the token.`,
    );
  return new PaymentError(known, `${error} (${code}: payment-server explain ${code})`, {
    details: rest,
  });
}
