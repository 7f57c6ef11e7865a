import { describe, expect, test } from "vitest";
import { call } from "../../test/api.ts";
import { createBench, openSession, topup } from "../../test/bench.ts";
import { visit } from "../../test/visits.ts";

const line = { product_id: "pdt_topup", quantity: 1, amount: 500 };

/** The answer to a body that a shop sends by mistake. */
function send(body: unknown): ReturnType<typeof call> {
  return call(createBench(), "POST", "/checkouts", body);
}

describe("the message names the wrong field and the mistake", () => {
  test.each([
    [[], "the body must be an object"],
    [null, "the body must be an object"],
    [7, "the body must be an object"],
    ['"text"', "the body must be an object"],
    [{}, "product_cart must be a list"],
    [{ product_cart: null }, "product_cart must be a list"],
    [{ product_cart: { 0: line } }, "product_cart must be a list"],
    [
      { product_cart: Array.from({ length: 21 }, () => line) },
      "product_cart has more than 20 entries",
    ],
    [{ product_cart: ["pdt_topup"] }, "product_cart[] must be an object"],
    [{ product_cart: [line, [line]] }, "product_cart[] must be an object"],
    [{ product_cart: [null] }, "product_id is missing"],
    [{ product_cart: [{ ...line, product_id: null }] }, "product_id is missing"],
    [{ product_cart: [{ ...line, product_id: 7 }] }, "product_id must be a string"],
    [{ product_cart: [{ ...line, quantity: undefined }] }, "quantity must be at least 1"],
    [{ product_cart: [{ ...line, quantity: 0 }] }, "quantity must be at least 1"],
    [{ product_cart: [{ ...line, quantity: -1 }] }, "quantity must be at least 1"],
    [{ product_cart: [{ ...line, quantity: "1" }] }, "quantity must be a 32-bit integer"],
    [{ product_cart: [{ ...line, quantity: 1.5 }] }, "quantity must be a 32-bit integer"],
    [{ product_cart: [{ ...line, amount: "500" }] }, "amount must be a 32-bit integer"],
    [{ product_cart: [{ ...line, amount: 2 ** 31 }] }, "amount must be a 32-bit integer"],
    [{ product_cart: [{ ...line, amount: 0.1 }] }, "amount must be a 32-bit integer"],
    [{ product_cart: [{ ...line, amount: true }] }, "amount must be a 32-bit integer"],
    [{ customer: "ada@example.com" }, "customer must be an object"],
    [{ customer: {} }, "customer needs a customer_id or a valid email"],
    [{ customer: { email: "ada" } }, "customer needs a customer_id or a valid email"],
    [{ customer: { email: "a b@c.d" } }, "customer needs a customer_id or a valid email"],
    [{ customer: { email: 7 } }, "email must be a string"],
    [{ customer: { customer_id: 7 } }, "customer_id must be a string"],
    [{ customer: { email: "a@b.c", name: 7 } }, "name must be a string"],
    [{ customer: { email: "a@b.c", phone_number: 49 } }, "phone_number must be a string"],
    [{ return_url: "/back" }, "return_url must be an absolute URL"],
    [{ return_url: 7 }, "return_url must be a string"],
    [{ return_url: "" }, "return_url must be an absolute URL"],
    [{ cancel_url: "shop.test" }, "cancel_url must be an absolute URL"],
    [{ billing_currency: 7 }, "billing_currency must be a string"],
    [{ billing_address: "DE" }, "billing_address must be an object"],
    [{ billing_address: {} }, "billing_address.country must be an ISO 3166 alpha-2 code"],
    [
      { billing_address: { country: "de" } },
      "billing_address.country must be an ISO 3166 alpha-2 code",
    ],
    [
      { billing_address: { country: "DEU" } },
      "billing_address.country must be an ISO 3166 alpha-2 code",
    ],
    [{ billing_address: { country: 49 } }, "country must be a string"],
    [{ feature_flags: [] }, "feature_flags must be an object"],
    [{ feature_flags: { allow_discount_code: 0 } }, "allow_discount_code must be true or false"],
    [
      { feature_flags: { redirect_immediately: "yes" } },
      "redirect_immediately must be true or false",
    ],
    [{ discount_codes: "HALF" }, "discount_codes must be a list of strings"],
    [{ discount_codes: [7] }, "discount_codes must be a list of strings"],
    [{ discount_code: 7 }, "discount_code must be a string"],
    [
      { discount_code: "A", discount_codes: ["B"] },
      "discount_code cannot be combined with discount_codes",
    ],
    [
      { discount_codes: Array.from({ length: 21 }, () => "A") },
      "discount_codes has more than 20 entries",
    ],
    [
      { allowed_payment_method_types: "credit" },
      "allowed_payment_method_types must be a list of strings",
    ],
    [{ customization: "dark" }, "customization must be an object"],
    [{ customization: { theme: "blue" } }, "customization.theme must be light, dark or system"],
    [{ customization: { theme: 7 } }, "customization.theme must be a string"],
  ])("%j: %s", async (fields, message) => {
    const whole =
      fields !== null &&
      typeof fields === "object" &&
      !Array.isArray(fields) &&
      Object.keys(fields).length > 0 &&
      !("product_cart" in fields);
    const { status, body } = await send(whole ? { ...topup(), ...fields } : fields);
    expect([status, body]).toEqual([422, { code: "INVALID_REQUEST_BODY", message }]);
  });

  test.each(["", "{", "{]", "undefined", "{'a':1}"])(
    "the body %j, which is no JSON, is a 400",
    async (body) => {
      expect(await send(body)).toMatchObject({
        status: 400,
        body: { code: "INVALID_REQUEST_BODY", message: "the body is not valid JSON" },
      });
    },
  );

  test.each([
    [{ product_cart: [] }, "PRODUCT_CART_EMTPY", "product_cart is empty"],
    [
      { ...topup(), billing_currency: "XXX" },
      "UNSUPPORTED_CURRENCY",
      "currency XXX is not supported",
    ],
    [
      { ...topup(), billing_address: { country: "CU" } },
      "UNSUPPORTED_COUNTRY",
      "Country CU currently not supported",
    ],
    [
      { ...topup(), billing_address: { country: "IR" } },
      "UNSUPPORTED_COUNTRY",
      "Country IR currently not supported",
    ],
    [
      { ...topup(), allowed_payment_method_types: [] },
      "NO_ELIGIBLE_PAYMENT_METHODS",
      "No eligible payment methods found",
    ],
    [
      { ...topup(), allowed_payment_method_types: ["sepa", "klarna"] },
      "NO_ELIGIBLE_PAYMENT_METHODS",
      "No eligible payment methods found",
    ],
    [{ ...topup(), confirm: true }, "NOT_EMULATED", "confirm is not emulated"],
    [{ ...topup(), short_link: true }, "NOT_EMULATED", "short_link is not emulated"],
    [
      { ...topup(), payment_method_id: "pm_1" },
      "NOT_EMULATED",
      "payment_method_id is not emulated",
    ],
  ])("%j has a code of its own: %s", async (given, code, message) => {
    expect(await send(given)).toMatchObject({ status: 422, body: { code, message } });
  });
});

describe("a body is accepted", () => {
  test.each([
    [
      "with nulls instead of absent fields",
      {
        customer: null,
        metadata: null,
        return_url: null,
        cancel_url: null,
        billing_currency: null,
        billing_address: null,
        discount_codes: null,
        discount_code: null,
        feature_flags: null,
        customization: null,
        allowed_payment_method_types: null,
      },
    ],
    [
      "with what is not emulated switched off",
      { confirm: false, short_link: false, payment_method_id: null },
    ],
    ["with fields that Dodo adds one day", { brand_new: { a: [1] } }],
    ["with a scheme of an app", { return_url: "myapp://paid", cancel_url: "myapp://back" }],
    ["with a long URL", { return_url: `https://shop.test/?q=${"x".repeat(2000)}` }],
    [
      "with an unknown method beside a known one",
      { allowed_payment_method_types: ["klarna", "credit"] },
    ],
    [
      "with one deprecated discount_code beside an empty list",
      { discount_code: "HALF", discount_codes: [] },
    ],
    [
      "with every flag",
      {
        feature_flags: {
          allow_discount_code: false,
          allow_currency_selection: false,
          redirect_immediately: true,
          always_create_new_customer: true,
        },
      },
    ],
  ])("%s", async (_, fields) => {
    const bench = createBench({ discounts: [{ code: "HALF", amount: 5000 }] });
    expect((await call(bench, "POST", "/checkouts", { ...topup(), ...fields })).status).toBe(200);
  });

  test.each([
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "blob:https://a.b/c",
    "file:///etc/passwd",
    "about:blank",
  ])("but not with %j, which would run in the page", async (link) => {
    for (const field of ["return_url", "cancel_url"])
      expect((await send({ ...topup(), [field]: link })).status).toBe(422);
  });
});

describe("what the page shows of the body", () => {
  test.each(["light", "dark", "system"] as const)("is the theme %s", async (theme) => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 5000, { customization: { theme } });
    expect((await visit(bench, `/session/${session_id}`)).text).toContain(`data-theme="${theme}"`);
  });

  test.each([
    [undefined, true],
    [{}, true],
    [{ allow_discount_code: true }, true],
    [{ allow_discount_code: false }, false],
  ])("with the flags %j is a code field: %s", async (feature_flags, shown) => {
    const bench = createBench();
    const session_id = await openSession(
      bench.sdk,
      5000,
      feature_flags === undefined ? {} : { feature_flags },
    );
    expect((await visit(bench, `/session/${session_id}`)).text.includes('name="code"')).toBe(shown);
  });
});

test("a body that is refused opens no session and makes no customer", async () => {
  const bench = createBench();
  await call(bench, "POST", "/checkouts", {
    ...topup(),
    customer: { email: "ada@example.com" },
    discount_codes: ["NOPE"],
  });
  expect(
    await bench.dodo.fetch(new Request(`${bench.dodo.url}/`)).then((page) => page.text()),
  ).toContain("No purchase yet.");
});
