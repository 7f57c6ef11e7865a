/** Reads what the option `checkout` says about a buyer and about the checkout page. */
import type { CheckoutSessionCreateParams } from "dodopayments/resources/checkout-sessions";
import type { CountryCode } from "dodopayments/resources/misc";
import type { PaymentMethodTypes } from "dodopayments/resources/payments";
import * as v from "valibot";
import type { Topup } from "../../core/host.ts";
import { PaymentError } from "../../errors.ts";
import { assertKnownOptions, type KnownOptions } from "../../known-options.ts";
import { sleep } from "../../sleep.ts";
import { METHODS } from "./payment-methods.ts";

/**
 * The fields that the host may set about the buyer and the checkout page. They have Dodo's names.
 * A field that is `null` or `undefined` is not sent.
 */
export interface DodoCheckoutDetails {
  /**
   * The buyer: an e-mail address with an optional name and phone number, or the id of a customer.
   */
  customer?:
    | { email: string; name?: string | null | undefined; phone_number?: string | null | undefined }
    | { customer_id: string }
    | null
    | undefined;
  billing_address?:
    | {
        /** The country as two capital letters. */
        country: CountryCode;
        city?: string | null | undefined;
        state?: string | null | undefined;
        street?: string | null | undefined;
        zipcode?: string | null | undefined;
      }
    | null
    | undefined;
  /** Whether the page asks only for the country and the postal code of the address. */
  minimal_address?: boolean | null | undefined;
  /**
   * The payment methods that the page may offer. Always name `credit` and `debit` too: if no method
   * is available to a buyer, Dodo refuses the checkout.
   */
  allowed_payment_method_types?: readonly PaymentMethodTypes[] | null | undefined;
  /** Whether the page offers the payment methods that the customer has saved. */
  show_saved_payment_methods?: boolean | null | undefined;
  customization?:
    | {
        theme?: "light" | "dark" | "system" | null | undefined;
        /** The language of the page, such as `de`. */
        force_language?: string | null | undefined;
      }
    | null
    | undefined;
  /** Whether a card has to be confirmed by its bank. */
  force_3ds?: boolean | null | undefined;
  /** The buyer's tax number, such as a VAT number. It needs a `billing_address`. */
  tax_id?: string | null | undefined;
}

/**
 * Returns what the host sets for the checkout of a topup. The function may be asynchronous, and
 * must finish within two seconds.
 */
export type DescribeCheckout = (
  topup: Topup,
) => DodoCheckoutDetails | null | undefined | Promise<DodoCheckoutDetails | null | undefined>;

/** How long the host's function may take, in milliseconds. The provider's deadline is longer. */
const HOST_MS = 2_000;

const FIELDS: KnownOptions<DodoCheckoutDetails> = {
  customer: true,
  billing_address: true,
  minimal_address: true,
  allowed_payment_method_types: true,
  show_saved_payment_methods: true,
  customization: true,
  force_3ds: true,
  tax_id: true,
};

/** The names inside the fields that are objects. */
const NESTED: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  customer: { email: true, name: true, phone_number: true, customer_id: true },
  billing_address: { country: true, city: true, state: true, street: true, zipcode: true },
  customization: { theme: true, force_language: true },
};

const text = v.pipe(
  v.string("must be a string"),
  v.regex(/^\P{Cc}{1,200}$/u, "must have 1 to 200 characters, and no line break"),
);
const flag = v.boolean("must be true or false");
const DetailsObject = v.object({
  customer: v.optional(
    v.object({
      email: v.optional(v.pipe(text, v.regex(/^[^@\s]+@[^@\s]+$/, "must be an e-mail address"))),
      name: v.optional(text),
      phone_number: v.optional(text),
      customer_id: v.optional(text),
    }),
  ),
  billing_address: v.optional(
    v.object({
      country: v.pipe(
        v.string("must be the country as two capital letters, such as `DE`"),
        v.regex(/^[A-Z]{2}$/, "must be the country as two capital letters, such as `DE`"),
      ),
      city: v.optional(text),
      state: v.optional(text),
      street: v.optional(text),
      zipcode: v.optional(text),
    }),
  ),
  minimal_address: v.optional(flag),
  allowed_payment_method_types: v.optional(
    v.pipe(
      v.array(
        v.custom<PaymentMethodTypes>(
          (name) => typeof name === "string" && Object.hasOwn(METHODS, name),
          "must be a payment method of Dodo's, such as `credit`, `debit`, `upi_collect` or `ideal`",
        ),
        "must be a list of payment methods",
      ),
      v.minLength(1, "must name at least one payment method; leave it out to allow all"),
    ),
  ),
  show_saved_payment_methods: v.optional(flag),
  customization: v.optional(
    v.object({
      theme: v.optional(
        v.picklist(["light", "dark", "system"], "must be `light`, `dark` or `system`"),
      ),
      force_language: v.optional(
        v.pipe(
          v.string("must be a language, such as `de`"),
          v.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a language, such as `de`"),
        ),
      ),
    }),
  ),
  force_3ds: v.optional(flag),
  tax_id: v.optional(text),
});

/** The checked fields as the SDK declares them, without those that were left out. */
export type CheckoutFields = Pick<CheckoutSessionCreateParams, keyof DodoCheckoutDetails>;

/**
 * Calls the option `checkout` and checks what it returns. Throws `host_unavailable` if the option
 * fails or takes too long, and `configuration` if a field is unknown or wrong. In both cases no
 * checkout is opened. The host may have wanted to exclude a payment method or to force a
 * confirmation, and a page without that setting could be used to pay for a day. No message contains
 * a text that may be personal.
 */
export async function readCheckoutDetails(
  describe: DescribeCheckout | null,
  topup: Topup,
): Promise<CheckoutFields> {
  if (describe === null) return {};
  return checkDetails(await callHost(describe, topup));
}

/** Checks the fields. Throws `configuration` if one is unknown or wrong. */
export function checkDetails(given: unknown): CheckoutFields {
  const details = known("checkout()", given, FIELDS);
  for (const [field, names] of Object.entries(NESTED))
    if (Object.hasOwn(details, field))
      details[field] = known(`checkout().${field}`, details[field], names);
  const parsed = v.safeParse(DetailsObject, details);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw wrong(`\`${v.getDotPath(issue) ?? ""}\` ${wanted(issue)}`);
  }
  const { customer, billing_address, tax_id } = parsed.output;
  if (
    customer !== undefined &&
    (customer.email === undefined) === (customer.customer_id === undefined)
  )
    throw wrong("`customer` must have either an `email` or a `customer_id`");
  if (customer?.customer_id !== undefined && Object.keys(customer).length > 1)
    throw wrong("`customer` must have nothing besides its `customer_id`");
  if (tax_id !== undefined && billing_address === undefined)
    throw wrong("`tax_id` needs a `billing_address` with its country");
  return parsed.output as CheckoutFields;
}

/**
 * Returns what a field has to be, for the message of an error. Only messages of the schema above
 * are used, and none of the library's own.
 */
function wanted({ message, input }: v.BaseIssue<unknown>): string {
  if (input === undefined) return "is missing";
  return message.startsWith("must ") ? message : "must be an object";
}

async function callHost(describe: DescribeCheckout, topup: Topup): Promise<unknown> {
  const done = new AbortController();
  const late = sleep(HOST_MS, done.signal).then(() => {
    throw new Error("checkout() took longer than two seconds");
  });
  try {
    return await Promise.race([(async () => await describe(topup))(), late]);
  } catch (cause) {
    throw new PaymentError(
      "host_unavailable",
      "The application could not describe this checkout; try again in a few seconds.",
      { cause, retry_after_ms: 5_000 },
    );
  } finally {
    late.catch(() => undefined);
    // The abort has a reason, because an abort without one creates an error with a stack, which is
    // slow.
    done.abort(null);
  }
}

/**
 * Returns a copy without the fields that are `null` or `undefined`. Throws `configuration` if a
 * name is unknown. The message does not repeat a name that no field of Dodo's could have, because
 * such a name may be personal.
 */
function known(
  owner: string,
  given: unknown,
  names: Readonly<Record<string, true>>,
): Record<string, unknown> {
  if (given === null || given === undefined) return {};
  if (
    typeof given === "object" &&
    !Object.keys(given).every((name) => /^[a-z_0-9]{1,40}$/i.test(name))
  )
    throw wrong(`${owner} has a field whose name is none of Dodo's`);
  assertKnownOptions(owner, given, names);
  const set = Object.entries(given).filter(([, value]) => (value ?? null) !== null);
  return Object.fromEntries(set);
}

function wrong(what: string): PaymentError {
  return new PaymentError(
    "configuration",
    `The option \`checkout\` of dodoPaymentProvider returned something that cannot be sent: ${what}.`,
  );
}
