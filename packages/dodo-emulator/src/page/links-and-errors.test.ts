import { describe, expect, test } from "vitest";
import { type Bench, createReferenceBench as createBench, openSession } from "../../test/bench.ts";
import { pay, payWith, submit, visit, wordsOf } from "../../test/visits.ts";

describe("the way back to return_url", () => {
  test.each([
    ["https://shop.test", "https://shop.test/?"],
    ["https://shop.test/", "https://shop.test/?"],
    ["https://shop.test/back", "https://shop.test/back?"],
    ["https://shop.test/back?a=1", "https://shop.test/back?a=1&"],
    ["https://shop.test/back?a=1&b=%20%2B", "https://shop.test/back?a=1&b=%20%2B&"],
    [
      "https://shop.test/back?status=mine&payment_id=mine",
      "https://shop.test/back?status=mine&payment_id=mine&",
    ],
    ["https://shop.test/?q=ü", "https://shop.test/?q=%C3%BC&"],
    [
      "http://localhost:3000/topups/123?from=checkout",
      "http://localhost:3000/topups/123?from=checkout&",
    ],
    ["myapp://paid", "myapp://paid?"],
    ["myapp://paid?x=1", "myapp://paid?x=1&"],
  ])("%s keeps its own query: %s", async (return_url, before) => {
    const bench = createBench();
    const { location } = await pay(bench, await openSession(bench.sdk, 500, { return_url }), {
      result: "succeeded",
    });
    const [payment] = (await bench.sdk.payments.list()).items;
    expect(location).toBe(
      `${before}payment_id=${payment?.payment_id}&status=succeeded&email=buyer%40example.com`,
    );
  });

  test("keeps the fragment at the end", async () => {
    const bench = createBench();
    const { location } = await pay(
      bench,
      await openSession(bench.sdk, 500, { return_url: "https://shop.test/#/topups/1?x" }),
      { result: "succeeded" },
    );
    expect(location).toMatch(
      /^https:\/\/shop\.test\/\?payment_id=\w+&status=succeeded&email=[^#]+#\/topups\/1\?x$/,
    );
  });

  test.each([
    ["a+b@example.com", "a%2Bb%40example.com"],
    ["ü@example.com", "%C3%BC%40example.com"],
    ["a&status=failed@b.c", "a%26status%3Dfailed%40b.c"],
  ])("encodes the e-mail %s, so that it can add no parameter", async (email, encoded) => {
    const bench = createBench();
    const { location } = await pay(
      bench,
      await openSession(bench.sdk, 500, { return_url: "https://shop.test/", customer: { email } }),
      { result: "succeeded" },
    );
    expect(location?.endsWith(`&email=${encoded}`)).toBe(true);
  });

  test("has no session id, and no e-mail if the customer has none", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 500, {
      return_url: "https://shop.test/",
      customer: { email: "a@b.c" },
    });
    await payWith(bench, session_id, "000000000009");
    const { payment_id } = await bench.sdk.checkoutSessions.retrieve(session_id);
    bench.dodo.patchPayment(payment_id ?? "", { customer: null, status: "succeeded" });
    const { location } = await visit(bench, `/session/${session_id}/payment/${payment_id}`);
    expect(location).toBe(`https://shop.test/?payment_id=${payment_id}&status=succeeded`);
  });

  test("has an empty status if a patch removed it", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 500, { return_url: "https://shop.test/" });
    await payWith(bench, session_id, "000000000009");
    const { payment_id } = await bench.sdk.checkoutSessions.retrieve(session_id);
    bench.dodo.patchPayment(payment_id ?? "", { status: null });
    expect((await visit(bench, `/session/${session_id}/payment/${payment_id}`)).location).toContain(
      "&status=&",
    );
  });
});

describe("the back link", () => {
  test.each([
    ["none", "https://shop.test/cancel", "https://shop.test/cancel"],
    ["none", "https://shop.test/cancel?a=1#x", "https://shop.test/cancel?a=1#x"],
    ["status", "https://shop.test/cancel", "https://shop.test/cancel?status=cancelled"],
    [
      "status",
      "https://shop.test/cancel?a=1#x",
      "https://shop.test/cancel?a=1&amp;status=cancelled#x",
    ],
    ["status", "myapp://back", "myapp://back?status=cancelled"],
  ] as const)(
    "with cancel_url_parameters %s of %s is %s",
    async (cancel_url_parameters, cancel_url, href) => {
      const bench = createBench({ cancel_url_parameters });
      expect(
        (await visit(bench, `/session/${await openSession(bench.sdk, 500, { cancel_url })}`)).text,
      ).toContain(`<a class="back" href="${href}">Back</a>`);
    },
  );

  test.each(["none", "status"] as const)(
    "is not there without a cancel_url, with %s",
    async (cancel_url_parameters) => {
      const bench = createBench({ cancel_url_parameters });
      expect((await visit(bench, `/session/${await openSession(bench.sdk)}`)).text).not.toContain(
        'class="back"',
      );
    },
  );
});

describe("an error page", () => {
  const cancel_url = "https://shop.test/cancel";
  const cases: readonly (readonly [
    string,
    (bench: Bench, session_id: string) => Promise<unknown>,
    number,
    string,
  ])[] = [
    [
      "of an expired session",
      async ({ dodo }, session_id) => dodo.expireSession(session_id),
      410,
      "This checkout has expired A checkout can be paid for 24 hours. Go back and begin a new one; nothing was charged.",
    ],
    [
      "of a used session",
      ({ dodo }, session_id) => dodo.pay(session_id),
      409,
      "This checkout was already used It has been paid, perhaps in another tab. Nothing was charged a second time.",
    ],
    [
      "of a product that is archived",
      async ({ dodo }) => dodo.putProduct({ product_id: "pdt_topup", deleted: true }),
      410,
      "This did not work Something went wrong in the emulator.",
    ],
    [
      "of a price that is now too low",
      async ({ dodo }) =>
        dodo.putProduct({ product_id: "pdt_topup", price: 9000, pay_what_you_want: true }),
      400,
      "This did not work The emulator says: the amount is below the minimum of 9000.",
    ],
  ];

  test.each(cases)(
    "%s has a link back, in the theme of the session",
    async (_, spoil, status, words) => {
      const bench = createBench();
      const session_id = await openSession(bench.sdk, 5000, {
        cancel_url,
        customization: { theme: "dark" },
      });
      await spoil(bench, session_id);
      const page = await visit(bench, `/session/${session_id}`);
      expect([page.status, wordsOf(page)]).toEqual([
        status,
        `Test mode: no real money ${words} Back`,
      ]);
      expect(page.text).toContain(`<a class="button closes" href="${cancel_url}">Back</a>`);
      expect(page.text).toContain('data-theme="dark"');
    },
  );

  test.each(["/session/cks_unknown", "/session/", "/session/a/b", "/session/a/b/c/d"])(
    "of %s is a 404 without a link",
    async (path) => {
      const page = await visit(createBench(), path);
      expect([page.status, wordsOf(page)]).toEqual([
        404,
        "Test mode: no real money There is no such page The address is wrong, or the emulator was restarted since: it keeps nothing.",
      ]);
      expect(page.text).not.toContain("<a ");
    },
  );

  test("shows nothing of an unexpected cause", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    bench.dodo.putProduct({
      product_id: "pdt_topup",
      price: 100,
      pay_what_you_want: true,
      suggested_price: 1,
    });
    bench.dodo.putProduct({ product_id: "pdt_topup", price: 0.5 });
    const page = await visit(bench, `/session/${session_id}`);
    expect([page.status, wordsOf(page)]).toEqual([
      500,
      "Test mode: no real money This did not work Something went wrong in the emulator.",
    ]);
  });

  test("has the headers of every page", async () => {
    const { headers } = await visit(createBench(), "/session/cks_unknown");
    expect([headers.get("referrer-policy"), headers.get("cache-control")]).toEqual([
      "no-referrer",
      "no-store",
    ]);
  });
});

describe("the form for tests", () => {
  test.each(["", "cancelled", "SUCCEEDED", "paid"])(
    "with the result %j is a 400, and nothing is paid",
    async (result) => {
      const bench = createBench();
      const page = await pay(bench, await openSession(bench.sdk), { result });
      expect([page.status, wordsOf(page)]).toEqual([
        400,
        expect.stringContaining("result must be succeeded, failed or processing"),
      ]);
      expect((await bench.sdk.payments.list()).items).toEqual([]);
    },
  );

  test("of other fields alone, or of none, is a 400", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk);
    expect((await submit(bench, `/session/${session_id}/pay`, {})).status).toBe(400);
    expect(
      (await submit(bench, `/session/${session_id}/pay`, { number: "4242424242424242" })).status,
    ).toBe(400);
  });

  test("wins over a method that is sent with it", async () => {
    const bench = createBench();
    await pay(bench, await openSession(bench.sdk), {
      result: "failed",
      method: "4242424242424242",
    });
    expect((await bench.sdk.payments.list()).items).toMatchObject([{ status: "failed" }]);
  });
});
