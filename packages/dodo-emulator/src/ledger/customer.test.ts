import { describe, expect, test } from "vitest";
import { createReferenceBench as createBench, openSession } from "../../test/bench.ts";
import { payWith } from "../../test/visits.ts";

const ada = { email: "ada@example.com", name: "Ada" };

test("a payment without a customer has Dodo's sample buyer, always the same one", async () => {
  const { dodo, sdk } = createBench();
  const first = await dodo.pay(await openSession(sdk));
  const second = await dodo.pay(await openSession(sdk));
  expect(first.customer).toEqual({
    customer_id: expect.stringMatching(/^cus_\w{21}$/),
    email: "buyer@example.com",
    name: "Test Buyer",
    phone_number: null,
    metadata: {},
  });
  expect(second.customer).toEqual(first.customer);
});

describe("the customer of a session", () => {
  test.each([
    [{ email: "ada@example.com" }, { email: "ada@example.com", name: "", phone_number: null }],
    [ada, { email: "ada@example.com", name: "Ada", phone_number: null }],
    [
      { ...ada, phone_number: "+4930123456" },
      { ...ada, phone_number: "+4930123456" },
    ],
    [
      { customer_id: "cus_from_elsewhere" },
      { customer_id: "cus_from_elsewhere", email: "buyer@example.com", name: "Test Buyer" },
    ],
  ])("%j is that of the payment as %j", async (customer, expected) => {
    const { dodo, sdk } = createBench();
    expect((await dodo.pay(await openSession(sdk, 5000, { customer }))).customer).toMatchObject(
      expected,
    );
  });

  test("is known before the payment", async () => {
    const { sdk } = createBench();
    expect(
      await sdk.checkoutSessions.retrieve(await openSession(sdk, 5000, { customer: ada })),
    ).toMatchObject({ customer_email: "ada@example.com", customer_name: "Ada" });
    expect(await sdk.checkoutSessions.retrieve(await openSession(sdk))).toMatchObject({
      customer_email: null,
      customer_name: null,
    });
  });

  test("is one and the same by e-mail, with the name that it had first", async () => {
    const { dodo, sdk } = createBench();
    const first = await dodo.pay(await openSession(sdk, 5000, { customer: ada }));
    const second = await dodo.pay(
      await openSession(sdk, 5000, { customer: { ...ada, name: "Ada L." } }),
    );
    expect(second.customer).toEqual(first.customer);
    expect(
      (await sdk.payments.list({ customer_id: first.customer.customer_id })).items,
    ).toHaveLength(2);
  });

  test("is another one for another e-mail", async () => {
    const { dodo, sdk } = createBench();
    const first = await dodo.pay(await openSession(sdk, 5000, { customer: ada }));
    const second = await dodo.pay(
      await openSession(sdk, 5000, { customer: { ...ada, email: "bob@example.com" } }),
    );
    expect(second.customer.customer_id).not.toBe(first.customer.customer_id);
    expect(
      (await sdk.payments.list({ customer_id: first.customer.customer_id })).items,
    ).toHaveLength(1);
  });

  test("can be named by the id of an earlier one", async () => {
    const { dodo, sdk } = createBench();
    const { customer } = await dodo.pay(await openSession(sdk, 5000, { customer: ada }));
    const session_id = await openSession(sdk, 5000, {
      customer: { customer_id: customer.customer_id },
    });
    expect(await sdk.checkoutSessions.retrieve(session_id)).toMatchObject({
      customer_email: "ada@example.com",
    });
  });

  test("is not replaced by that of pay() or of the form", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 5000, { customer: ada });
    expect(
      (
        await bench.dodo.pay(session_id, {
          result: "failed",
          customer: { email: "bob@example.com" },
        })
      ).customer,
    ).toMatchObject(ada);
    await payWith(bench, session_id, "4242424242424242", { email: "bob@example.com" });
    expect((await bench.sdk.payments.list()).items).toMatchObject([
      { customer: ada },
      { customer: ada },
    ]);
  });
});

describe("the buyer of a session without a customer", () => {
  test.each([
    [{ email: "bob@example.com" }, { email: "bob@example.com", name: "" }],
    [
      { email: "bob@example.com", name: "Bob" },
      { email: "bob@example.com", name: "Bob" },
    ],
  ])("is %j as pay() says", async (customer, expected) => {
    const { dodo, sdk } = createBench();
    const session_id = await openSession(sdk);
    expect((await dodo.pay(session_id, { customer })).customer).toMatchObject(expected);
    expect(await sdk.checkoutSessions.retrieve(session_id)).toMatchObject({
      customer_email: expected.email,
      customer_name: expected.name,
    });
  });

  test.each([
    [
      { email: " bob@example.com ", name: " Bob " },
      { email: "bob@example.com", name: "Bob" },
    ],
    [{ email: "a+b@example.co.uk" }, { email: "a+b@example.co.uk", name: "" }],
  ])("is %j as the form says, without spaces around it", async (fields, expected) => {
    const bench = createBench();
    await payWith(bench, await openSession(bench.sdk), "4242424242424242", fields);
    expect((await bench.sdk.payments.list()).items).toMatchObject([{ customer: expected }]);
  });

  test("stays that of the session after a decline", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    await payWith(bench, session_id, "4000000000000002", { email: "first@example.com" });
    await payWith(bench, session_id, "4242424242424242", { email: "second@example.com" });
    const emails = (await bench.sdk.payments.list()).items.map(({ customer }) => customer.email);
    expect(emails).toEqual(["first@example.com", "first@example.com"]);
  });
});

test("a card carries the customer's name once it has succeeded", async () => {
  const { dodo, sdk } = createBench();
  const session_id = await openSession(sdk, 5000, { customer: ada });
  expect(await dodo.pay(session_id, { result: "failed" })).toMatchObject({
    card_holder_name: null,
  });
  expect(await dodo.pay(session_id)).toMatchObject({ card_holder_name: "Ada" });
});

test("reset() forgets customers", async () => {
  const { dodo, sdk } = createBench();
  const before = await dodo.pay(await openSession(sdk, 5000, { customer: ada }));
  dodo.reset();
  const after = await dodo.pay(await openSession(sdk, 5000, { customer: ada }));
  expect(after.customer.customer_id).not.toBe(before.customer.customer_id);
});
