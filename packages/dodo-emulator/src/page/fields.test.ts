import { describe, expect, test } from "vitest";
import { createBench, openSession, start } from "../../test/bench.ts";
import { pay, payWith, visit } from "../../test/visits.ts";

const good = "4242424242424242";

/** Whether the form with these fields paid, or at which field it says what is wrong. */
async function outcomeOf(
  fields: Record<string, string>,
  number = good,
  options = {},
): Promise<string> {
  const bench = createBench(options);
  const { status, text } = await payWith(bench, await openSession(bench.sdk), number, fields);
  const { items } = await bench.sdk.payments.list();
  expect([status, items.length]).toEqual(status === 303 ? [303, 1] : [422, 0]);
  return status === 303 ? "paid" : (/id="(\w+)-error"/.exec(text)?.[1] ?? "form");
}

describe("a card is valid until its month is over", () => {
  // The bench stands at the 23rd of November 2026.
  test.each([
    ["11/26", "paid"],
    ["12/26", "paid"],
    ["01/27", "paid"],
    ["1/27", "paid"],
    ["06/32", "paid"],
    ["06/2032", "paid"],
    ["06 / 32", "paid"],
    [" 06/32 ", "paid"],
    ["10/26", "expiry"],
    ["12/25", "expiry"],
    ["06/00", "expiry"],
  ])("%j: %s", async (expiry, outcome) => {
    expect(await outcomeOf({ expiry })).toBe(outcome);
  });

  test.each(["", "0632", "13/32", "00/32", "6-32", "06/3", "06/1932", "06/32/01", "June 2032"])(
    "%j is no month",
    async (expiry) => {
      expect(await outcomeOf({ expiry })).toBe("expiry");
    },
  );

  test("of the emulator's clock", async () => {
    const clock = { now: (): number => start + 10 * 365 * 24 * 60 * 60 * 1000 };
    expect(await outcomeOf({ expiry: "06/32" }, good, { clock })).toBe("expiry");
    expect(await outcomeOf({ expiry: "06/37" }, good, { clock })).toBe("paid");
  });
});

test.each([
  ["123", "paid"],
  ["1234", "paid"],
  [" 123 ", "paid"],
  ["", "cvc"],
  ["12", "cvc"],
  ["12345", "cvc"],
  ["12a", "cvc"],
  ["1 2 3", "cvc"],
])("the security code %j: %s", async (cvc, outcome) => {
  expect(await outcomeOf({ cvc })).toBe(outcome);
});

test.each([
  ["a@b", "paid"],
  ["ada@example.com", "paid"],
  [" ada@example.com ", "paid"],
  ["", "email"],
  ["ada", "email"],
  ["@b", "email"],
  ["a@", "email"],
  ["a@b@c", "email"],
  ["a b@c.d", "email"],
])("the e-mail %j: %s", async (email, outcome) => {
  expect(await outcomeOf({ email })).toBe(outcome);
});

test("a bank account needs neither month nor security code", async () => {
  expect(await outcomeOf({ expiry: "", cvc: "" }, "000123456789")).toBe("paid");
});

test("a method that is chosen by name needs neither", async () => {
  const bench = createBench();
  expect(
    (
      await pay(bench, await openSession(bench.sdk), {
        method: good,
        email: "a@b.c",
        expiry: "",
        cvc: "",
      })
    ).status,
  ).toBe(303);
});

describe("mistakes are shown one at a time, in this order", () => {
  test.each([
    [{ number: "1", expiry: "", cvc: "", email: "" }, "number"],
    [{ expiry: "", cvc: "", email: "" }, "expiry"],
    [{ cvc: "", email: "" }, "cvc"],
    [{ email: "" }, "email"],
  ])("%j: %s", async (fields, field) => {
    expect(await outcomeOf(fields)).toBe(field);
  });
});

describe("a form that comes back", () => {
  test("keeps what was typed, except for the number", async () => {
    const bench = createBench();
    const { text } = await payWith(bench, await openSession(bench.sdk), good, {
      expiry: "07/33",
      cvc: "12",
      email: "ada@example.com",
    });
    for (const value of ["07/33", "12", "ada@example.com"])
      expect(text).toContain(`value="${value}"`);
    expect(/id="number"[^>]*value=/.test(text)).toBe(false);
  });

  test("names the mistake for a screen reader, and puts the cursor there", async () => {
    const bench = createBench();
    const { text } = await payWith(bench, await openSession(bench.sdk), good, { cvc: "1" });
    expect(text).toMatch(/id="cvc"[^>]*aria-invalid="true" aria-describedby="cvc-error" autofocus/);
    expect(text).toContain(
      '<p class="field-error" id="cvc-error">The security code has three or four digits.</p>',
    );
    expect(text.match(/aria-invalid="true"/g)).toHaveLength(1);
  });

  test("escapes what was typed", async () => {
    const bench = createBench();
    const { text } = await payWith(bench, await openSession(bench.sdk), good, {
      email: '"><img src=x>',
    });
    expect(text).not.toContain("<img");
    expect(text).toContain("&quot;&gt;&lt;img src=x&gt;");
  });

  test("of a real card does not repeat its number anywhere", async () => {
    const bench = createBench();
    const { text } = await payWith(bench, await openSession(bench.sdk), "4111 1111 1111 1111");
    expect(text).toContain("This is not a test number. Never type a real card here.");
    expect(text).not.toMatch(/4111/);
    expect(JSON.stringify([bench.dodo.requests, bench.dodo.deliveries])).not.toMatch(/4111/);
  });
});

describe("a session with a customer", () => {
  test("has no e-mail field, and ignores one that is sent", async () => {
    const bench = createBench();
    const session_id = await openSession(bench.sdk, 500, {
      customer: { email: "ada@example.com" },
    });
    expect((await visit(bench, `/session/${session_id}`)).text).not.toContain('id="email"');
    expect((await payWith(bench, session_id, good, { email: "no e-mail" })).status).toBe(303);
    expect((await bench.sdk.payments.list()).items).toMatchObject([
      { customer: { email: "ada@example.com" } },
    ]);
  });
});

test("a field that is sent twice counts with its last value, and a file does not count", async () => {
  const bench = createBench();
  const session_id = await openSession(bench.sdk);
  const body = new FormData();
  body.append("result", "failed");
  body.append("result", "succeeded");
  body.append("method", new Blob(["x"]), "x.txt");
  const answer = await bench.dodo.fetch(
    new Request(`${bench.dodo.url}/session/${session_id}/pay`, { method: "POST", body }),
  );
  expect(answer.status).toBe(303);
  expect((await bench.sdk.payments.list()).items).toMatchObject([{ status: "succeeded" }]);
});
