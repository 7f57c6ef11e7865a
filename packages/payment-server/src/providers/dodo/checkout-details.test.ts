import type { CheckoutSessionCreateParams } from "dodopayments/resources/checkout-sessions";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  createWorld,
  ORIGIN,
  STORAGES,
  type StorageKind,
  type World,
} from "../../../test/world.ts";
import { type DodoOptions, PaymentService } from "../../index.ts";
import type { DodoCheckoutDetails } from "./checkout-details.ts";
import { dodoPaymentProvider } from "./index.ts";

/** What is sent of a type: without `null` and `undefined`, which are left out. */
type Sent<T> = T extends readonly (infer Item)[]
  ? Item[]
  : T extends object
    ? { [Key in keyof T]: Sent<NonNullable<T[Key]>> }
    : T;
type Sdk = Pick<CheckoutSessionCreateParams, keyof DodoCheckoutDetails>;
type KeyOf<T> = T extends object ? keyof T : never;

test("every field has the name and the type that the SDK declares", () => {
  expectTypeOf<Sent<DodoCheckoutDetails>>().toExtend<Sdk>();
  expectTypeOf<KeyOf<DodoCheckoutDetails["customer"]>>().toEqualTypeOf<KeyOf<Sdk["customer"]>>();
  expectTypeOf<KeyOf<DodoCheckoutDetails["billing_address"]>>().toEqualTypeOf<
    KeyOf<Sdk["billing_address"]>
  >();
  expectTypeOf<KeyOf<DodoCheckoutDetails["customization"]>>().toExtend<
    KeyOf<Sdk["customization"]>
  >();
  expectTypeOf<
    Extract<
      keyof DodoCheckoutDetails,
      | "product_cart"
      | "billing_currency"
      | "discount_code"
      | "discount_codes"
      | "feature_flags"
      | "metadata"
      | "return_url"
      | "cancel_url"
      | "confirm"
      | "payment_method_id"
      | "subscription_data"
    >
  >().toBeNever();
});

const FULL: DodoCheckoutDetails = {
  customer: { email: "ada@example.com", name: "Ada", phone_number: "+491701234567" },
  billing_address: {
    country: "DE",
    city: "Berlin",
    state: "Berlin",
    street: "Torstraße 1",
    zipcode: "10119",
  },
  minimal_address: true,
  allowed_payment_method_types: ["credit", "debit", "sepa"],
  show_saved_payment_methods: false,
  customization: { theme: "dark", force_language: "de" },
  force_3ds: true,
  tax_id: "DE123456789",
};

describe.each(STORAGES)("on %s", (storage) => {
  test("[M07] what the host knows of the buyer is sent once, beside everything that is ours", async () => {
    await using world = await worldWith(storage, async (topup) => {
      expect(topup.user_id).toBe("ada");
      return await Promise.resolve(FULL);
    });
    const { topup_id } = world.host.addTopup({ usd_cents: 4_321 });
    const { payment_id, status_url } = await world.create(topup_id);
    const ref = new URL(status_url).searchParams.get("ref");
    expect(bodies(world)).toEqual([
      {
        ...FULL,
        product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 4_321 }],
        billing_currency: "USD",
        feature_flags: { allow_discount_code: false, allow_currency_selection: false },
        return_url: `${ORIGIN}/v1/payment/redirect/success?ref=${ref}`,
        cancel_url: `${ORIGIN}/v1/payment/redirect/cancel?ref=${ref}`,
        metadata: {
          payment_id,
          topup_id,
          user_id: "ada",
          credits: "500",
          usd_cents: "4321",
        },
      },
    ]);
    await world.create(topup_id);
    expect(bodies(world)).toHaveLength(1);
  });
});

test.each([
  ["nothing", () => null],
  ["undefined", () => undefined],
  ["no fields", () => ({})],
  ["fields that are null", () => ({ customer: null, tax_id: undefined, force_3ds: null })],
])("a host that knows %s opens a page as without the option", async (_, checkout) => {
  await using world = await worldWith("memory", checkout);
  await world.create(world.host.addTopup().topup_id);
  expect(Object.keys(Object(bodies(world)[0])).sort()).toEqual([
    "billing_currency",
    "cancel_url",
    "feature_flags",
    "metadata",
    "product_cart",
    "return_url",
  ]);
});

test.each([
  ["product_cart", { product_cart: [] }],
  ["billing_currency", { billing_currency: "INR" }],
  ["discount_codes", { discount_codes: ["ALL"] }],
  ["feature_flags", { feature_flags: { allow_discount_code: true } }],
  ["metadata", { metadata: { usd_cents: "1" } }],
  ["return_url", { return_url: "https://evil.example" }],
  ["confirm", { confirm: true }],
  ["mail", { customer: { mail: "SECRET" } }],
  ["metadata", { customer: { email: "a@b.example", metadata: { a: "SECRET" } } }],
  ["zip", { billing_address: { country: "DE", zip: "SECRET" } }],
  ["language", { customization: { language: "de" } }],
  ["theme_config", { customization: { theme_config: { font_primary_url: "https://x.example" } } }],
  ["none of Dodo's", { "SECRET@example.com": true }],
  ["none of Dodo's", { customer: { "SECRET@example.com": true } }],
  ["customer.email", { customer: { email: "SECRET" } }],
  ["customer.email", { customer: { email: "SECRET@example.com\nBcc: x" } }],
  ["customer.name", { customer: { email: "a@b.example", name: 7 } }],
  ["customer.phone_number", { customer: { email: "a@b.example", phone_number: "" } }],
  ["either", { customer: { name: "SECRET" } }],
  ["either", { customer: { email: "a@b.example", customer_id: "cus_SECRET" } }],
  ["besides", { customer: { name: "SECRET", customer_id: "cus_1" } }],
  ["billing_address.country", { billing_address: { country: "Germany SECRET" } }],
  ["billing_address.country", { billing_address: { country: "de" } }],
  ["billing_address.country` is missing", { billing_address: { city: "SECRET" } }],
  ["billing_address.city", { billing_address: { country: "DE", city: "S\u0000ECRET" } }],
  ["billing_address.street", { billing_address: { country: "DE", street: "x".repeat(201) } }],
  ["minimal_address", { minimal_address: "yes SECRET" }],
  ["allowed_payment_method_types", { allowed_payment_method_types: "card" }],
  ["allowed_payment_method_types", { allowed_payment_method_types: [] }],
  ["allowed_payment_method_types.1", { allowed_payment_method_types: ["credit", "SECRET"] }],
  ["allowed_payment_method_types.0", { allowed_payment_method_types: ["constructor"] }],
  ["show_saved_payment_methods", { show_saved_payment_methods: 1 }],
  ["customization.theme", { customization: { theme: "SECRET" } }],
  ["customization.force_language", { customization: { force_language: "<SECRET>" } }],
  ["force_3ds", { force_3ds: "SECRET" }],
  ["tax_id", { tax_id: "SECRET" }],
  ["checkout()", "SECRET"],
  ["checkout().customer", { customer: "SECRET" }],
  ["checkout().customer", { customer: ["SECRET"] }],
])(
  "a host that says %s wrong opens no page, and is told so without the value",
  async (named, details) => {
    await using world = await worldWith("memory", () => details as DodoCheckoutDetails);
    const { topup_id } = world.host.addTopup();
    const response = await create(world, topup_id);
    const answer = await response.text();
    expect([response.status, JSON.parse(answer)]).toEqual([
      500,
      expect.objectContaining({ code: "configuration", error: expect.stringContaining(named) }),
    ]);
    expect(bodies(world)).toEqual([]);
    const { findings } = await world.payment.check();
    expect(findings).toContainEqual(
      expect.objectContaining({ level: "error", code: "configuration" }),
    );
    const stored = JSON.stringify(await world.payments(topup_id));
    expect(answer + world.log.join() + JSON.stringify(findings) + stored).not.toContain("SECRET");
  },
);

test.each<[string, () => DodoCheckoutDetails | Promise<DodoCheckoutDetails>]>([
  [
    "throws",
    () => {
      throw new Error("no SECRET table");
    },
  ],
  ["rejects", async () => await Promise.reject(new Error("no SECRET table"))],
  ["does not return", async () => await new Promise(() => undefined)],
])("a host that %s opens no page; the same topup can be paid once it works", async (_, fail) => {
  let broken = true;
  await using world = await worldWith("memory", () => (broken ? fail() : FULL));
  const { topup_id } = world.host.addTopup();
  const response = await create(world, topup_id);
  const answer = await response.text();
  expect([response.status, JSON.parse(answer)]).toEqual([
    503,
    expect.objectContaining({ code: "host_unavailable" }),
  ]);
  expect(answer).not.toContain("SECRET");
  expect(world.log.join()).toContain("host_unavailable");
  expect(bodies(world)).toEqual([]);
  broken = false;
  await world.create(topup_id);
  expect(bodies(world)).toMatchObject([FULL]);
});

test("a `checkout` that is no function refuses to construct", () => {
  const checkout = FULL as unknown as NonNullable<DodoOptions["checkout"]>;
  expect(
    () =>
      new PaymentService({
        readTopup: () => null,
        finishTopup: () => undefined,
        providers: [dodoPaymentProvider({ checkout })],
        env: {},
      }),
  ).toThrow("`checkout` must be a function of the topup");
});

async function worldWith(
  storage: StorageKind,
  checkout: NonNullable<DodoOptions["checkout"]>,
): Promise<World> {
  return await createWorld({ storage, provider: { checkout } });
}

async function create(world: World, topup_id: string): Promise<Response> {
  return await world.send("POST", "/checkout/create", { as: "user:ada", body: { topup_id } });
}

/** Returns the bodies of the checkouts that Dodo was asked to open. */
function bodies(world: World): unknown[] {
  return world.dodo.requests
    .filter(({ method, path }) => method === "POST" && path === "/checkouts")
    .map(({ body }) => body);
}
