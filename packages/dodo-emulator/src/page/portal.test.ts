import { describe, expect, test } from "vitest";
import { type Bench, createBench, openSession } from "../../test/bench.ts";
import { visit, type Visited, wordsOf } from "../../test/visits.ts";

/** Opens the portal of a customer who has made payments with these results. */
async function portal(
  bench: Bench,
  results: readonly ("succeeded" | "failed" | "processing")[],
  return_url?: string,
): Promise<Visited> {
  const { customer_id } = await bench.sdk.customers.create({ email: "ada@example.com", name: "A" });
  for (const result of results)
    await bench.dodo.pay(await openSession(bench.sdk, 5000, { customer: { customer_id } }), {
      result,
    });
  const options = return_url === undefined ? {} : { return_url };
  const { link } = await bench.sdk.customers.customerPortal.create(customer_id, options);
  return await visit(bench, new URL(link).pathname);
}

describe("the customer portal", () => {
  test("of a customer without payments says so, and has no way back that was not given", async () => {
    const page = await portal(createBench(), []);
    expect(wordsOf(page)).toContain("This customer has no payment.");
    expect(page.text).not.toContain(">Return<");
  });

  test("lists payments of every status, each with the PDF of its invoice", async () => {
    const bench = createBench();
    const page = await portal(bench, ["succeeded", "processing", "failed"]);
    for (const status of ["succeeded", "processing", "requires_payment_method"])
      expect(wordsOf(page)).toContain(`50.00 USD, ${status}`);
    const links = [...page.text.matchAll(/href="([^"]*\/invoices\/[^"]*)"/g)];
    expect(links).toHaveLength(3);
    for (const [, href = ""] of links) {
      const invoice = await visit(bench, new URL(href).pathname);
      expect(invoice.headers.get("content-type")).toBe("application/pdf");
    }
  });

  test("leaves out payments without an invoice", async () => {
    const bench = createBench({ unfinished_payments: "sparse" });
    const page = await portal(bench, ["succeeded", "processing"]);
    expect(wordsOf(page)).toContain("50.00 USD, succeeded");
    expect(wordsOf(page)).not.toContain("processing");
  });

  test("shows nothing of other customers", async () => {
    const bench = createBench();
    await bench.dodo.pay(
      await openSession(bench.sdk, 700, { customer: { email: "bob@example.com" } }),
    );
    expect(wordsOf(await portal(bench, ["succeeded"]))).not.toContain("7.00 USD");
  });

  test("escapes its way back, and is gone after reset()", async () => {
    const bench = createBench();
    const page = await portal(bench, [], 'https://shop.test/?a="><script>');
    expect(page.text).not.toContain("<script");
    const { customer_id } = await bench.sdk.customers.create({ email: "b@example.com", name: "B" });
    const { link } = await bench.sdk.customers.customerPortal.create(customer_id);
    bench.dodo.reset();
    expect((await visit(bench, new URL(link).pathname)).status).toBe(404);
  });
});
