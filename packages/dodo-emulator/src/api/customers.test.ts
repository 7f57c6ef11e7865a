import { expect, test } from "vitest";
import { codeOf } from "../../test/api.ts";
import { createBench, openSession } from "../../test/bench.ts";
import { visit, wordsOf } from "../../test/visits.ts";

test("a customer is created, read, listed by e-mail and changed", async () => {
  const { sdk } = createBench();
  const created = await sdk.customers.create({
    email: "ada@example.com",
    name: "Ada",
    metadata: { plan: "pro" },
  });
  expect(created).toEqual({
    customer_id: expect.stringMatching(/^cus_0N\w{19}$/),
    business_id: "bus_emulator",
    created_at: "2026-11-23T08:00:00.000000Z",
    email: "ada@example.com",
    name: "Ada",
    phone_number: null,
    metadata: { plan: "pro" },
    blocked_at: null,
    blocklist_entry_id: null,
  });
  await sdk.customers.create({ email: "bob@example.com", name: "Bob" });
  const { customer_id } = created;
  expect((await sdk.customers.list({ email: "ada@example.com" })).items).toEqual([created]);
  expect((await sdk.customers.list()).items).toHaveLength(2);
  const changed = await sdk.customers.update(customer_id, {
    name: "Ada L.",
    email: "lovelace@example.com",
    metadata: { since: "1843" },
  });
  expect(changed).toEqual({
    ...created,
    name: "Ada L.",
    email: "lovelace@example.com",
    metadata: { plan: "pro", since: "1843" },
  });
  expect(await sdk.customers.retrieve(customer_id)).toEqual(changed);
});

test("a checkout reuses the customer of an address, and creates one for a new address", async () => {
  const { dodo, sdk } = createBench();
  const { customer_id } = await sdk.customers.create({ email: "ada@example.com", name: "Ada" });
  const pay = async (email: string) =>
    (await dodo.pay(await openSession(sdk, 5000, { customer: { email } }))).customer.customer_id;
  expect(await pay("ada@example.com")).toBe(customer_id);
  const other = await pay("new@example.com");
  expect((await sdk.customers.retrieve(other)).email).toBe("new@example.com");
});

test("a checkout uses the latest customer of an address, whatever is changed of the ones before", async () => {
  const { dodo, sdk } = createBench();
  const create = async (name: string): Promise<string> =>
    (await sdk.customers.create({ email: "ada@example.com", name })).customer_id;
  const payer = async (email: string): Promise<string> =>
    (await dodo.pay(await openSession(sdk, 5000, { customer: { email } }))).customer.customer_id;
  const [older, newer] = [await create("Ada"), await create("Ada again")];
  await sdk.customers.update(older, { name: "Ada L." });
  expect(await payer("ada@example.com")).toBe(newer);
  await sdk.customers.update(older, { email: "lovelace@example.com" });
  expect([await payer("ada@example.com"), await payer("lovelace@example.com")]).toEqual([
    newer,
    older,
  ]);
  await sdk.customers.update(newer, { email: "newer@example.com" });
  expect((await sdk.customers.list()).items).toHaveLength(2);
  const third = await payer("ada@example.com");
  expect([older, newer]).not.toContain(third);
});

test.each([
  [{ name: "Ada" }, "email is missing"],
  [{ email: "ada", name: "Ada" }, "email must be an e-mail address"],
  [{ email: "a@b.co" }, "name is missing"],
])("the body %j is refused", async (body, message) => {
  const { sdk } = createBench();
  await expect(sdk.customers.create(body as never)).rejects.toMatchObject({
    status: 422,
    error: { code: "INVALID_REQUEST_BODY", message },
  });
});

test("an unknown customer is a 404", async () => {
  const { sdk } = createBench();
  expect(await codeOf(sdk.customers.retrieve("cus_1"))).toBe("NOT_FOUND");
  expect(await codeOf(sdk.customers.update("cus_1", { name: "x" }))).toBe("NOT_FOUND");
  expect(await codeOf(sdk.customers.customerPortal.create("cus_1"))).toBe("NOT_FOUND");
});

test("the portal lists the payments of a customer with their invoices, and leads back", async () => {
  const bench = createBench();
  const { customer_id } = await bench.sdk.customers.create({ email: "ada@example.com", name: "A" });
  const session_id = await openSession(bench.sdk, 5000, { customer: { customer_id } });
  const { payment_id } = await bench.dodo.pay(session_id);
  const { link } = await bench.sdk.customers.customerPortal.create(customer_id, {
    return_url: "https://shop.test/account",
  });
  const page = await visit(bench, new URL(link).pathname);
  expect(wordsOf(page)).toContain("50.00 USD, succeeded");
  expect(page.text).toContain(`/invoices/payments/${payment_id}"`);
  expect(page.text).toContain('href="https://shop.test/account"');
  expect((await visit(bench, "/session/portal/cps_unknown")).status).toBe(404);
  const unsafe = bench.sdk.customers.customerPortal.create(customer_id, {
    return_url: "javascript:alert(1)",
  });
  expect(await codeOf(unsafe)).toBe("INVALID_REQUEST_BODY");
});
