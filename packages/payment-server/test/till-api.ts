/** The API of the till: where it is, how it is called, and the objects that it returns. */
import * as v from "valibot";
import { PaymentError } from "../src/index.ts";

/** The origin of the till. */
export const TILL = "https://till.example";

/** The options of the till's provider; without `item` or `api_key` nothing can be sold. */
export interface TillOptions {
  api_key?: string;
  /** Without a key every delivery is refused. */
  signing_key?: string;
  /** The id of the item that every topup is sold as. */
  item?: string;
  fetch: (request: Request) => Promise<Response>;
}

const text = v.nullish(v.string(), null);
const cents = v.fallback(
  v.union([v.null(), v.literal("malformed"), v.pipe(v.number(), v.safeInteger(), v.minValue(0))]),
  "malformed",
);

/** A payment as the till returns it, from its API and in its deliveries. */
export interface TillPayment {
  payment: string;
  order: string | null;
  state: string;
  cents: number | "malformed" | null;
  item: string | null;
  note: string | null;
  returned: number;
  contested: boolean;
  at: number;
}

/** Reads a `TillPayment`. */
export const PaymentObject: v.GenericSchema<unknown, TillPayment> = v.object({
  payment: v.string(),
  order: text,
  state: v.string(),
  cents,
  item: text,
  note: text,
  returned: v.number(),
  contested: v.boolean(),
  at: v.number(),
});

/**
 * Calls the API. Returns the JSON of the response, `null` for a 404, and a string that no schema
 * accepts for a body that is not JSON. Throws `PaymentError` for every other response.
 */
export async function call(
  { api_key, fetch }: TillOptions,
  path: string,
  signal: AbortSignal,
  body?: object,
): Promise<unknown> {
  if (api_key === undefined) throw new PaymentError("configuration", "The till has no API key.");
  const init = {
    signal,
    headers: { authorization: api_key },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  };
  const response = await fetch(new Request(TILL + path, init)).catch(() => null);
  if (response === null || response.status >= 500)
    throw new PaymentError(
      "provider_unavailable",
      "The till cannot be reached; try again in a few seconds.",
      { retry_after_ms: 5_000 },
    );
  if (response.status === 404) return null;
  if (!response.ok)
    throw new PaymentError("provider_rejected", "The till refused the request; check its API key.");
  return await response.json().catch(() => "no JSON");
}

/** Parses a response; throws `provider_invalid` if it does not fit the schema. */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  response: unknown,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, response);
  if (parsed.success) return parsed.output;
  throw new PaymentError(
    "provider_invalid",
    "The till's answer makes no sense; nothing was decided on it.",
    { retry_after_ms: 5_000 },
  );
}
