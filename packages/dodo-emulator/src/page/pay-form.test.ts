import { describe, expect, test } from "vitest";
import { createReferenceBench as createBench, openSession } from "../../test/bench.ts";
import { payWith, visit } from "../../test/visits.ts";

const return_url = "https://shop.test/back?ref=a%20b&status_of=mine#end";

describe("the card form", () => {
  test.each([
    [
      "4242 4242 4242 4242",
      { status: "succeeded", card_last_four: "4242", payment_method_type: "credit" },
    ],
    [
      "4000-0000-0000-0002",
      { status: "failed", error_code: "GENERIC_DECLINE", card_last_four: "0002" },
    ],
    ["4000000000009995", { status: "failed", error_code: "INSUFFICIENT_FUNDS" }],
    [
      "000123456789",
      { status: "processing", payment_method: "bank_debit", payment_method_type: "ach" },
    ],
    ["000000000009", { status: "processing", card_last_four: null }],
  ])("%s ends as %j", async (number, payment) => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 5000, { return_url });
    expect((await payWith(bench, session_id, number)).status).toBe(303);
    const { payment_id } = await bench.sdk.checkoutSessions.retrieve(session_id);
    expect(await bench.sdk.payments.retrieve(payment_id ?? "")).toMatchObject(payment);
  });

  test.each([
    ["a number that is no test number", { number: "4111 1111 1111 1111" }, "not a test number"],
    [
      "a month that is over",
      { number: "4242424242424242", expiry: "10/26" },
      "month that is not over",
    ],
    ["a code of two digits", { number: "4242424242424242", cvc: "12" }, "three or four digits"],
    ["an e-mail without an at", { number: "4242424242424242", email: "ada" }, "e-mail address"],
    ["no choice", { method: "nothing" }, "Choose how to pay"],
  ])(
    "%s is shown at its field, pays nothing, and a typed number is not shown again",
    async (_, fields, said) => {
      const bench = createBench();
      const session_id = await openSession(bench.sdk);
      const response = await payWith(bench, session_id, "", fields);
      expect(response.status).toBe(422);
      const text = response.text;
      expect(text).toContain(said);
      expect(text).not.toContain("4111");
      expect((await bench.sdk.payments.list()).items).toEqual([]);
    },
  );

  test("a decline leads back to the form with the reason; stopping leads to the shop as failed", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 5000, { return_url });
    const declined = await payWith(bench, session_id, "4000000000000002");
    expect(declined.headers.get("location")).toBe(`/session/${session_id}#problem`);
    expect((await visit(bench, `/session/${session_id}`)).text).toContain("Your card was declined");
    const left = await bench.dodo.fetch(
      new Request(`${bench.dodo.url}/session/${session_id}/leave`, { method: "POST" }),
    );
    expect(left.headers.get("location")).toMatch(
      /^https:\/\/shop\.test\/back\?ref=a%20b&status_of=mine&payment_id=pay_\w+&status=failed&email=/,
    );
  });

  test("the form has an e-mail field if the session has no customer, and its value becomes the customer's", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    await payWith(bench, session_id, "4242424242424242", { email: "mine@example.com" });
    expect(await bench.sdk.checkoutSessions.retrieve(session_id)).toMatchObject({
      customer_email: "mine@example.com",
    });
    expect(
      (
        await visit(
          bench,
          `/session/${await openSession(bench.sdk, 500, { customer: { email: "ada@example.com" } })}`,
        )
      ).text,
    ).not.toContain('name="email"');
    const again = await openSession(bench.sdk);
    await payWith(bench, again, "4000000000000002", { email: "first@example.com" });
    expect((await visit(bench, `/session/${again}`)).text).toContain("first@example.com");
  });

  test("a session that lets in only cards offers no bank debit, nor takes one", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 5000, {
      allowed_payment_method_types: ["debit"],
    });
    expect((await visit(bench, `/session/${session_id}`)).text).not.toContain("Bank account");
    expect((await payWith(bench, session_id, "000123456789")).status).toBe(422);
    await payWith(bench, session_id, "4242424242424242");
    expect((await bench.sdk.payments.list()).items).toMatchObject([
      { payment_method_type: "debit" },
    ]);
  });
});
