/**
 * Selects the part of a delivery that is stored, such as ids, states, amounts, currencies, our
 * metadata and times. No field with an e-mail, name, address or card of a buyer is on the lists
 * below.
 */

const STRINGS = [
  "payload_type",
  "payment_id",
  "business_id",
  "checkout_session_id",
  "status",
  "currency",
  "settlement_currency",
  "created_at",
  "updated_at",
  "refund_id",
  "refund_status",
  "dispute_id",
  "dispute_stage",
  "dispute_status",
  "error_code",
];
const NUMBERS = ["total_amount", "tax", "settlement_amount", "settlement_tax", "amount"];
const FLAGS = ["is_partial", "is_resolved_by_rdr"];
const METADATA = ["payment_id", "topup_id"];

/**
 * Matches short texts such as ids, codes, currencies and times. The value of a listed text field is
 * stored only if it matches, because anyone can write any text into the metadata of a static
 * payment link.
 */
const PLAIN = /^[A-Za-z0-9_.:+-]{1,128}$/;

type Kept = Record<string, unknown>;

/** Returns the allow-listed part of a delivery's body. `type` is the type of its event. */
export function allowListed(body: object, type: string): Kept {
  const data = Object(Reflect.get(body, "data")) as object;
  const metadata = Object(Reflect.get(data, "metadata")) as object;
  return {
    type,
    ...pick(body, ["business_id", "timestamp"], isPlain),
    data: {
      ...pick(data, STRINGS, isPlain),
      ...pick(
        data,
        NUMBERS,
        (value) =>
          typeof value === "number" || (typeof value === "string" && /^\d{1,20}$/.test(value)),
      ),
      ...pick(data, FLAGS, (value) => typeof value === "boolean"),
      product_cart: cart(Reflect.get(data, "product_cart")),
      metadata: pick(metadata, METADATA, isPlain),
    },
  };
}

/** Returns the fields of `from` that `keys` lists and whose value is `null` or passes `wanted`. */
function pick(from: object, keys: readonly string[], wanted: (value: unknown) => boolean): Kept {
  const kept: Kept = {};
  for (const key of keys) {
    const value: unknown = Object.hasOwn(from, key) ? Reflect.get(from, key) : undefined;
    if (value === null || wanted(value)) kept[key] = value;
  }
  return kept;
}

/**
 * Returns the product id and the quantity of each cart line, at most 20. Our checkouts have one
 * line.
 */
function cart(lines: unknown): Kept[] {
  if (!Array.isArray(lines)) return [];
  return lines.slice(0, 20).map((line: unknown) => ({
    ...pick(Object(line) as object, ["product_id"], isPlain),
    ...pick(Object(line) as object, ["quantity"], (value) => typeof value === "number"),
  }));
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" && PLAIN.test(value);
}
