/** Functions that get a delivery, alter it, and check whether it is accepted or refused. */
import type { Delivery, PaymentProvider } from "../../core/provider.ts";
import { PaymentError } from "../../errors.ts";
import { expectEqual } from "../storage/check.ts";
import type { DeliveryKind, RawDelivery } from "./account.ts";
import type { Bench } from "./case.ts";
import { buy, type Bought } from "./purchase.ts";

/** Decodes a body as UTF-8. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Encodes a body as UTF-8. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * Buys a topup, and refunds or disputes the payment if `kind` says so. Returns the purchase and the
 * delivery of a new event of this kind.
 */
export async function announced(
  bench: Bench,
  kind: DeliveryKind = "payment",
): Promise<{ bought: Bought; delivery: RawDelivery }> {
  const bought = await buy(bench);
  if (kind === "refund") await bench.account.refund?.(bought.provider_payment_id);
  if (kind === "dispute") await bench.account.dispute?.(bought.provider_payment_id);
  return { bought, delivery: await bench.account.deliver(kind, bought.provider_payment_id) };
}

/** Reads a genuine delivery. Throws if the provider refuses it. */
export function read(provider: PaymentProvider, { headers, body }: RawDelivery): Delivery {
  try {
    return provider.readDelivery(headers, body);
  } catch (error) {
    const message = `readDelivery() refused a delivery that is genuine: ${String(error)}`;
    throw new Error(message, { cause: error });
  }
}

/**
 * Returns the code of the `PaymentError` with which a delivery is refused. Throws if the delivery
 * is accepted, or if it is refused with an error that is no `PaymentError`.
 */
export function refusalOf(
  provider: PaymentProvider,
  { headers, body }: RawDelivery,
  what: string,
): string {
  let accepted: Delivery;
  try {
    accepted = provider.readDelivery(headers, body);
  } catch (error) {
    if (error instanceof PaymentError) return error.code;
    throw new Error(
      `readDelivery() of ${what} threw ${String(error)}; refuse a delivery with a PaymentError, or it is answered 500 and redelivered for days`,
      { cause: error },
    );
  }
  throw new Error(`readDelivery() of ${what} was accepted as genuine: ${JSON.stringify(accepted)}`);
}

/** Throws unless the delivery is refused with `invalid_signature`. */
export function expectForged(provider: PaymentProvider, delivery: RawDelivery, what: string): void {
  expectEqual(refusalOf(provider, delivery, what), "invalid_signature", `the code for ${what}`);
}

/** Returns a copy of the delivery with one header changed, or removed if `value` is `null`. */
export function withHeader(
  { headers, body }: RawDelivery,
  name: string,
  value: string | null,
): RawDelivery {
  const changed = new Headers(headers);
  if (value === null) changed.delete(name);
  else changed.set(name, value);
  return { headers: changed, body };
}
