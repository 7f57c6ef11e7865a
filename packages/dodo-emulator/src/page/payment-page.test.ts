import { describe, expect, test } from "vitest";
import { type Bench, createReferenceBench as createBench, openSession } from "../../test/bench.ts";
import { pay, payWith, submit, visit, wordsOf } from "../../test/visits.ts";

const return_url = "https://shop.test/back";

/** A payment that is processing, and the path of its page. */
async function processing(
  bench: Bench,
  more = {},
): Promise<{ session_id: string; payment_id: string; path: string }> {
  const session_id = await openSession(bench.sdk, 5000, more);
  await payWith(bench, session_id, "000000000009");
  const payment_id = (await bench.sdk.checkoutSessions.retrieve(session_id)).payment_id ?? "";
  return { session_id, payment_id, path: `/session/${session_id}/payment/${payment_id}` };
}

describe("after the form, the browser goes", () => {
  test.each([
    [
      "4242424242424242",
      "back as succeeded",
      /^https:\/\/shop\.test\/back\?payment_id=pay_\w{21}&status=succeeded&email=buyer%40example\.com$/,
    ],
    [
      "000123456789",
      "back as processing",
      /^https:\/\/shop\.test\/back\?payment_id=pay_\w{21}&status=processing&email=/,
    ],
    ["000222222227", "back as processing", /&status=processing&/],
    ["000555555559", "back as processing", /&status=processing&/],
    ["000000000009", "to the page that waits", /^\/session\/cks_\w{21}\/payment\/pay_\w{21}$/],
    ["4000000000000002", "to the form again", /^\/session\/cks_\w{21}#problem$/],
  ])("with %s %s", async (number, _, location) => {
    const bench = createBench();
    expect(
      await payWith(bench, await openSession(bench.sdk, 5000, { return_url }), number),
    ).toMatchObject({ status: 303, location: expect.stringMatching(location) });
  });

  test.each(["4242424242424242", "000123456789", "000000000009"])(
    "with %s to the page of the payment, if there is no return_url",
    async (number) => {
      const bench = createBench();
      expect((await payWith(bench, await openSession(bench.sdk), number)).location).toMatch(
        /^\/session\/cks_\w{21}\/payment\/pay_\w{21}$/,
      );
    },
  );

  test.each(["succeeded", "failed", "processing"])(
    "with result=%s to the shop, or to the page of the payment",
    async (result) => {
      const bench = createBench();
      expect(
        (await pay(bench, await openSession(bench.sdk, 500, { return_url }), { result })).location,
      ).toContain(`&status=${result}&`);
      expect((await pay(bench, await openSession(bench.sdk), { result })).location).toContain(
        "/payment/pay_",
      );
    },
  );
});

describe("the page of a payment that is processing", () => {
  test("reloads every three seconds, and shows the total and the id", async () => {
    const bench = createBench({ tax_bps: 1000 });
    const { payment_id, path } = await processing(bench);
    const page = await visit(bench, path);
    expect([page.status, page.headers.get("refresh")]).toEqual([200, "3"]);
    expect(wordsOf(page)).toContain(
      `The payment is processing Your bank has not answered yet. This page moves on as soon as it does; the payment goes on without it. 55.00 USD · ${payment_id}`,
    );
    expect(page.text).not.toContain("Return without waiting");
  });

  test("has a link back if there is a return_url", async () => {
    const bench = createBench();
    const { payment_id, path } = await processing(bench, { return_url });
    expect((await visit(bench, path)).text).toContain(
      `href="${return_url}?payment_id=${payment_id}&amp;status=processing&amp;email=buyer%40example.com">Return without waiting</a>`,
    );
  });

  test("is where the session's own page leads to meanwhile", async () => {
    const bench = createBench();
    const { session_id, path } = await processing(bench);
    expect(await visit(bench, `/session/${session_id}`)).toMatchObject({
      status: 303,
      location: path,
    });
  });

  test("is not, if a session takes many payments", async () => {
    const bench = createBench({ payments_per_session: "many" });
    const { session_id } = await processing(bench);
    expect((await visit(bench, `/session/${session_id}`)).status).toBe(200);
  });
});

describe("once it has ended, the page", () => {
  test.each([
    ["succeeded", "status=succeeded"],
    ["cancelled", "status=cancelled"],
  ] as const)("of one that is %s leads to the shop with %s", async (result, parameter) => {
    const bench = createBench();
    const { payment_id, path } = await processing(bench, { return_url });
    await bench.dodo.finish(payment_id, result);
    const page = await visit(bench, path);
    expect([page.status, page.location, page.headers.get("refresh")]).toEqual([
      303,
      expect.stringContaining(parameter),
      null,
    ]);
  });

  test.each([
    ["succeeded", "The payment is succeeded"],
    ["cancelled", "The payment is cancelled"],
    ["requires_capture", "The payment is requires_capture"],
  ])("of one that is %s says so without a return_url", async (status, title) => {
    const bench = createBench();
    const { payment_id, path } = await processing(bench);
    bench.dodo.patchPayment(payment_id, { status });
    const page = await visit(bench, path);
    expect([page.status, wordsOf(page)]).toEqual([
      200,
      `Test mode: no real money ${title} You can close this page. 50.00 USD · ${payment_id}`,
    ]);
  });

  test.each([{}, { return_url }])(
    "of one that failed leads to the form with the reason, with %j",
    async (more) => {
      const bench = createBench();
      const { session_id, payment_id, path } = await processing(bench, more);
      await bench.dodo.finish(payment_id, "failed");
      expect(await visit(bench, path)).toMatchObject({
        status: 303,
        location: `/session/${session_id}#problem`,
      });
      expect(wordsOf(await visit(bench, `/session/${session_id}`))).toContain(
        "An error occurred while processing the card.",
      );
    },
  );
});

describe("the page of a payment is a 404", () => {
  test.each([
    [
      "for an unknown payment",
      async (bench: Bench) => `/session/${await openSession(bench.sdk)}/payment/pay_unknown`,
    ],
    [
      "for an unknown session",
      async (bench: Bench) => (await processing(bench)).path.replace(/cks_\w+/, "cks_unknown"),
    ],
    [
      "for the payment of another session",
      async (bench: Bench) =>
        (await processing(bench)).path.replace(/cks_\w+/, await openSession(bench.sdk)),
    ],
    [
      "for a payment that putPayment() added",
      async (bench: Bench) => {
        bench.dodo.putPayment({
          payment_id: "pay_1",
          status: "succeeded",
          total_amount: 5,
          currency: "USD",
        });
        return `/session/${await openSession(bench.sdk)}/payment/pay_1`;
      },
    ],
  ])("%s", async (_, pathOf) => {
    const bench = createBench();
    expect((await visit(bench, await pathOf(bench))).status).toBe(404);
  });
});

describe("Stop trying and return", () => {
  test("leads to the shop with the payment that was declined last", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 5000, { return_url });
    await payWith(bench, session_id, "4000000000000002");
    await payWith(bench, session_id, "4000000000009995");
    const [last] = (await bench.sdk.payments.list()).items;
    expect(await submit(bench, `/session/${session_id}/leave`)).toMatchObject({
      status: 303,
      location: `${return_url}?payment_id=${last?.payment_id}&status=failed&email=buyer%40example.com`,
    });
  });

  test("is refused before anything was tried", async () => {
    const bench = createBench();
    const page = await submit(
      bench,
      `/session/${await openSession(bench.sdk, 5000, { return_url })}/leave`,
    );
    expect([page.status, wordsOf(page)]).toEqual([
      409,
      expect.stringContaining("nothing was tried yet in this checkout"),
    ]);
  });
});

test("a payment of a session that putSession() added has a page too", async () => {
  const bench = createBench();
  bench.dodo.putPayment({
    payment_id: "pay_1",
    checkout_session_id: "cks_1",
    status: "succeeded",
    total_amount: 1234,
    currency: "EUR",
  });
  bench.dodo.putSession({ session_id: "cks_1", payment_id: "pay_1" });
  expect(wordsOf(await visit(bench, "/session/cks_1/payment/pay_1"))).toContain(
    "The payment is succeeded You can close this page. 12.34 EUR · pay_1",
  );
});
