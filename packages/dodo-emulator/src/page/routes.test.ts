import { describe, expect, test } from "vitest";
import {
  type Bench,
  createReferenceBench as createBench,
  openSession,
  start,
} from "../../test/bench.ts";
import { pay, visit } from "../../test/visits.ts";

const return_url = "https://shop.test/back?ref=a%20b&status_of=mine#end";

test("the page shows product, sums and test methods, shows that no money moves, and has no script", async () => {
  const bench = createBench();
  const session_id = await openSession(bench.sdk, 1234, { return_url });
  const { status, text, headers } = await visit(bench, `/session/${session_id}`);
  expect(status).toBe(200);
  expect(headers.get("content-type")).toContain("text/html");
  expect(text).toContain("Balance topup");
  expect(text).toContain("12.34 USD");
  expect(text).toContain(`<form method="post" action="/session/${session_id}/pay">`);
  for (const shown of [
    "Test mode: no real money",
    "Subtotal",
    "Tax",
    "Total",
    "4242 4242 4242 4242",
    "Declined: insufficient funds",
  ])
    expect(text).toContain(shown);
  expect(text).not.toContain("<script");
  expect(text).not.toContain("Back");
  expect(headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; frame-ancestors 'none'$/,
  );
});

test("names and links are escaped", async () => {
  const bench = createBench({
    products: [{ product_id: "pdt_topup", name: "<img src=x onerror=alert(1)>" }],
  });
  const { text } = await visit(
    bench,
    `/session/${await openSession(bench.sdk, 500, { cancel_url: 'https://shop.test/?a="><script>' })}`,
  );
  expect(text).not.toMatch(/<img|"><script>/);
  expect(text).toContain("&lt;img");
});

test.each(["succeeded", "failed", "processing"])(
  "pressing %s pays and goes back with Dodo's parameters after the shop's own",
  async (result) => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 500, {
      return_url,
      customer: { email: "a+b@example.com", name: "Ada" },
    });
    const response = await pay(bench, session_id, { result });
    const { payment_id } = await bench.sdk.checkoutSessions.retrieve(session_id);
    expect(response.status).toBe(303);
    expect(response.location).toBe(
      `https://shop.test/back?ref=a%20b&status_of=mine&payment_id=${payment_id}&status=${result}&email=a%2Bb%40example.com#end`,
    );
    expect(bench.dodo.deliveries.map((delivery) => delivery.type)).toEqual([`payment.${result}`]);
  },
);

test("without a return_url the page itself shows the result", async () => {
  const bench = createBench();
  const response = await pay(bench, await openSession(bench.sdk), { result: "succeeded" });
  expect(response.status).toBe(303);
  const page = await bench.dodo.fetch(
    new Request(new URL(response.location ?? "", bench.dodo.url)),
  );
  expect(await page.text()).toContain("The payment is succeeded");
});

describe("cancel_url_parameters", () => {
  const cancel_url = "https://shop.test/cancel?ref=1";

  test("none: the way back is the cancel_url as it is", async () => {
    const bench = createBench({ cancel_url_parameters: "none" });
    expect(
      (await visit(bench, `/session/${await openSession(bench.sdk, 500, { cancel_url })}`)).text,
    ).toContain(`<a class="back" href="${cancel_url}">Back</a>`);
  });

  test("status: it contains status=cancelled", async () => {
    const bench = createBench({ cancel_url_parameters: "status" });
    expect(
      (await visit(bench, `/session/${await openSession(bench.sdk, 500, { cancel_url })}`)).text,
    ).toContain(`<a class="back" href="${cancel_url}&amp;status=cancelled">Back</a>`);
  });
});

test("a declined buyer can come back and pay, a paid session shows that it was used", async () => {
  const bench = createBench();
  const session_id = await openSession(bench.sdk, 500, {
    return_url,
    cancel_url: "https://shop.test/cancel",
  });
  await pay(bench, session_id, { result: "failed" });
  expect((await visit(bench, `/session/${session_id}`)).status).toBe(200);
  expect((await pay(bench, session_id, { result: "succeeded" })).status).toBe(303);
  const { status, text } = await visit(bench, `/session/${session_id}`);
  expect(status).toBe(409);
  expect(text).toContain("already used");
  expect(text).toContain("https://shop.test/cancel");
  expect((await pay(bench, session_id, { result: "succeeded" })).status).toBe(409);
  expect((await bench.sdk.payments.list()).items).toHaveLength(2);
});

test("an expired session shows that it has expired", async () => {
  const bench = createBench();
  const session_id = await openSession(bench.sdk);
  bench.clock.set(start + 24 * 60 * 60 * 1000);
  const { status, text } = await visit(bench, `/session/${session_id}`);
  expect(status).toBe(410);
  expect(text).toContain("expired");
});

test("unknown sessions and pages are 404, a wrong result or form is 400, and nothing is paid", async () => {
  const bench = createBench();
  const session_id = await openSession(bench.sdk);
  expect((await visit(bench, `/session/cks_unknown`)).status).toBe(404);
  expect((await visit(bench, `/session/${session_id}/other`)).status).toBe(404);
  for (const fields of [{ result: "cancelled" }, { other: "x" }]) {
    const response = await pay(bench, session_id, fields);
    expect(response.status).toBe(400);
    expect(response.text).not.toMatch(/\n\s+at \S+/);
  }
  const broken = new Request(`${bench.dodo.url}/session/${session_id}/pay`, {
    method: "POST",
    body: "x",
    headers: { "content-type": "multipart/form-data; boundary=b" },
  });
  expect((await bench.dodo.fetch(broken)).status).toBe(400);
  expect((await bench.sdk.payments.list()).items).toEqual([]);
});

test("the waiting page reloads by itself, and its payment must be the session's", async () => {
  const bench = createBench();
  const session_id = await openSession(bench.sdk, 5000, { return_url });
  const waiting =
    (await pay(bench, session_id, { method: "000000000009", email: "a@b.c" })).headers.get(
      "location",
    ) ?? "";
  const look = (path: string): Promise<Response> =>
    bench.dodo.fetch(new Request(new URL(path, bench.dodo.url)));
  const page = await look(waiting);
  expect([page.status, page.headers.get("refresh")]).toEqual([200, "3"]);
  expect((await look(`/session/${session_id}`)).headers.get("location")).toBe(waiting);
  expect((await look(waiting.replace(session_id, await openSession(bench.sdk)))).status).toBe(404);
  await bench.dodo.finish(waiting.split("/").at(-1) ?? "", "succeeded");
  expect((await look(waiting)).headers.get("location")).toContain("status=succeeded");
});

describe("what the buyer chooses", () => {
  const send = ({ dodo }: Bench, path: string, fields: Record<string, string>): Promise<Response> =>
    dodo.fetch(new Request(dodo.url + path, { method: "POST", body: new URLSearchParams(fields) }));

  test("an open amount must be at least the minimum, and is what is paid", async () => {
    const bench = createBench();
    const { session_id } = await bench.sdk.checkoutSessions.create({
      product_cart: [{ product_id: "pdt_topup", quantity: 1 }],
    });
    expect((await visit(bench, `/session/${session_id}`)).text).toContain(
      "Choose an amount, in USD",
    );
    for (const amount of ["0.99", "many", "1.234"])
      expect((await send(bench, `/session/${session_id}/amount`, { amount })).status).toBe(422);
    expect((await send(bench, `/session/${session_id}/amount`, { amount: "12.5" })).status).toBe(
      303,
    );
    await pay(bench, session_id, { result: "succeeded" });
    expect((await bench.sdk.payments.list()).items).toMatchObject([{ total_amount: 1250 }]);
  });

  test("a code of the account applies if the session allows it", async () => {
    const bench = createBench({ discounts: [{ code: "HALF", amount: 5000 }] });
    const closed = await openSession(bench.sdk, 5000, {
      feature_flags: { allow_discount_code: false },
    });
    expect((await visit(bench, `/session/${closed}`)).text).not.toContain("Discount code");
    expect((await send(bench, `/session/${closed}/code`, { code: "HALF" })).status).toBe(400);
    const session_id = await openSession(bench.sdk);
    expect(
      (await send(bench, `/session/${session_id}/code`, { code: "half", do: "apply" })).status,
    ).toBe(303);
    expect((await visit(bench, `/session/${session_id}`)).text).toContain("25.00 USD");
    await pay(bench, session_id, { result: "succeeded" });
    expect((await bench.sdk.payments.list()).items).toMatchObject([{ total_amount: 2500 }]);
  });
});
