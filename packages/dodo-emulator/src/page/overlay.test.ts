import { expect, test } from "vitest";
import { createReferenceBench as createBench, openSession } from "../../test/bench.ts";
import { submit, visit } from "../../test/visits.ts";

const return_url = "https://shop.test/back?ref=a&b=%22";

test("the page in the overlay may be framed, has the forms of the overlay, and says that it is open", async () => {
  const bench = createBench();
  const id = await openSession(bench.sdk, 500, { return_url });
  const { status, text, headers } = await visit(bench, `/overlay/session/${id}`);
  expect(status).toBe(200);
  expect(text).toContain("Test mode: no real money");
  expect(text).toContain(`action="/overlay/session/${id}/pay"`);
  expect(text).not.toContain('action="/session/');
  expect(text).toContain('data-event="checkout.opened"');
  expect(headers.get("content-security-policy")).toMatch(
    /frame-ancestors \*; script-src 'sha256-[^']+'$/,
  );
});

test("the page of its own still may not be framed, and has no script", async () => {
  const bench = createBench();
  const { text, headers } = await visit(bench, `/session/${await openSession(bench.sdk, 500)}`);
  expect(text).not.toContain("<script");
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});

test.each(["succeeded", "processing"])(
  "paid as %s, the page around is told where to go, and the shop is never framed",
  async (result) => {
    const bench = createBench();
    const id = await openSession(bench.sdk, 500, { return_url });
    const paid = await submit(bench, `/overlay/session/${id}/pay`, { result });
    expect([paid.status, paid.location]).toEqual([200, null]);
    expect(paid.text).toContain('data-event="checkout.redirect"');
    expect(paid.text).toMatch(
      /data-to="https:\/\/shop\.test\/back\?ref=a&amp;b=%22&amp;payment_id=pay_/,
    );
  },
);

test("declined, the pages stay in the overlay", async () => {
  const bench = createBench();
  const id = await openSession(bench.sdk, 500, { return_url });
  const declined = await submit(bench, `/overlay/session/${id}/pay`, {
    method: "other",
    number: "4000000000000002",
    expiry: "06/32",
    cvc: "123",
    email: "buyer@example.com",
  });
  expect(declined.status).toBe(303);
  expect(declined.location).toMatch(new RegExp(`^/overlay/session/${id}`));
});
