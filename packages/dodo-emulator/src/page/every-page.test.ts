import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createBench, openSession, topup } from "../../test/bench.ts";
import { visit } from "../../test/visits.ts";

describe("every page", () => {
  test("has a strict policy, sends no referrer, is not stored and not sniffed", async () => {
    const bench = createBench();
    const { session_id } = await bench.sdk.checkoutSessions.create(topup());
    for (const path of [
      `/session/${session_id}`,
      "/session/cks_unknown",
      `/session/${session_id}/payment/pay_1`,
    ]) {
      const { headers } = await visit(bench, path);
      expect(headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; style-src 'sha256-\S+'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(
        ["referrer-policy", "cache-control", "x-content-type-options"].map((name) =>
          headers.get(name),
        ),
      ).toEqual(["no-referrer", "no-store", "nosniff"]);
    }
  });

  test("allows exactly the stylesheet that it carries", async () => {
    const bench = createBench();
    const { headers, text } = await visit(bench, `/session/${await openSession(bench.sdk)}`);
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(headers.get("content-security-policy")).toContain(`'sha256-${hash}'`);
  });

  test("has a language, a title and a viewport, and is not indexed", async () => {
    const bench = createBench();
    const { text } = await visit(bench, `/session/${await openSession(bench.sdk)}`);
    for (const part of [
      '<html lang="en"',
      "<title>Checkout · Dodo emulator</title>",
      'name="viewport"',
      'content="noindex"',
    ])
      expect(text).toContain(part);
  });

  test("has one label for each field", async () => {
    const bench = createBench({ discounts: [{ code: "HALF", amount: 5000 }] });
    const { session_id } = await bench.sdk.checkoutSessions.create({
      product_cart: [{ product_id: "pdt_topup", quantity: 1 }],
    });
    const { text } = await visit(bench, `/session/${session_id}`);
    const ids = [...text.matchAll(/<input\s+id="(\w+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(["amount", "code", "email", "number", "expiry", "cvc"]);
    for (const id of ids) expect(text.match(new RegExp(`<label for="${id}"`, "g"))).toHaveLength(1);
  });
});
