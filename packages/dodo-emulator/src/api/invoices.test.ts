import { describe, expect, test } from "vitest";
import { createBench, openSession } from "../../test/bench.ts";
import { pdfOf } from "./pdf.ts";

/** Returns the texts of a PDF, found as a reader does: by the table of positions at its end. */
function textsOf(file: string): string[] {
  const at = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1]);
  const table = file.slice(at);
  expect(table.startsWith("xref\n")).toBe(true);
  const positions = [...table.matchAll(/^(\d{10}) 00000 n $/gm)].map((match) => Number(match[1]));
  expect(positions).toHaveLength(5);
  positions.forEach((position, i) => {
    expect(file.slice(position).startsWith(`${i + 1} 0 obj\n`)).toBe(true);
  });
  const [, length, content = ""] =
    /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(file) ?? [];
  expect(content).toHaveLength(Number(length));
  return [...content.matchAll(/^.*?\((.*)\) Tj T\*$/gm)].map((match) => match[1] ?? "");
}

test("the invoice of a payment is a PDF that needs no key", async () => {
  const { dodo, sdk } = createBench({ tax_bps: 1000 });
  const { payment_id, invoice_id, invoice_url } = await dodo.pay(await openSession(sdk));
  const response = await dodo.fetch(new Request(invoice_url ?? ""));
  expect(response.headers.get("content-type")).toBe("application/pdf");
  const texts = textsOf(await response.text());
  expect(texts[0]).toBe(`Test business: invoice ${invoice_id}`);
  expect(texts).toEqual(expect.arrayContaining(["1 x Balance topup", "Net 50.00 USD"]));
  expect(texts.at(-1)).toBe("Total 55.00 USD");
  const blob = await (await sdk.invoices.payments.retrieve(payment_id)).blob();
  expect(blob.size).toBeGreaterThan(500);
});

test("a payment without an invoice, or none, is a 404", async () => {
  const { dodo, sdk } = createBench({ unfinished_payments: "sparse" });
  const { payment_id } = await dodo.pay(await openSession(sdk), { result: "processing" });
  for (const id of [payment_id, "pay_unknown"])
    await expect(sdk.invoices.payments.retrieve(id)).rejects.toMatchObject({ status: 404 });
});

describe("text in a PDF", () => {
  test.each([
    ["a (b) \\ c", String.raw`a \(b\) \\ c`],
    ["Zoë", String.raw`Zo\353`],
    ["名", "?"],
  ])("%s is written as %s", (text, written) => {
    expect(textsOf(pdfOf([text]))).toEqual([written]);
  });
});

test("a fault that edits answers leaves an invoice as it is", async () => {
  const { dodo, sdk } = createBench();
  const { invoice_url } = await dodo.pay(await openSession(sdk));
  dodo.faults.api.transform = () => ({});
  expect(await (await dodo.fetch(new Request(invoice_url ?? ""))).text()).toMatch(/^%PDF-1\.4/);
});
