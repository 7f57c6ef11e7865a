import { expect, test } from "vitest";
import { PAYMENT, topup } from "../../test/money-rule.ts";
import { beingCredited, notAsSeen, refused, takenByAnother } from "./release-errors.ts";

test("a refusal is a conflict with its sentence, and a retry makes no sense", () => {
  const { code, status, message, retry_after_ms } = refused("It is paid already.");
  expect({ code, status, message, retry_after_ms }).toEqual({
    code: "release_refused",
    status: 409,
    message: "It is paid already.",
    retry_after_ms: null,
  });
});

test("a topup that is being credited is a reason to retry in two seconds", () => {
  expect(beingCredited()).toMatchObject({ code: "busy", status: 503, retry_after_ms: 2_000 });
});

test("an edited topup is refused with both versions, and with nothing else of either", () => {
  const edited = topup({ usd_cents: 4_000, credits: 400, user_id: "bob", status: "paid" });
  const { code, details } = notAsSeen(PAYMENT, { ...edited, ...{ email: "bob@example.com" } });
  expect({ code, details }).toEqual({
    code: "release_refused",
    details: {
      payment: { usd_cents: 5_000, credits: 500, user_id: "ada" },
      topup: { usd_cents: 4_000, credits: 400, user_id: "bob" },
    },
  });
});

test("after an earlier release the payment's version is what was accepted then", () => {
  const released = {
    ...PAYMENT,
    released: true,
    accepted_usd_cents: 4_500,
    accepted_credits: 450,
    accepted_user_id: "cleo",
  };
  expect(notAsSeen(released, topup({})).details).toMatchObject({
    payment: { usd_cents: 4_500, credits: 450, user_id: "cleo" },
  });
});

test.each([
  ["done", "was credited by another payment; refund this one"],
  ["claimed", "Another payment of this topup is being credited"],
  ["returned", "or the application was called for it"],
] as const)("a topup whose credit is %s by another payment says what to do", (state, said) => {
  expect(takenByAnother(state)).toMatchObject({
    code: "release_refused",
    message: expect.stringContaining(said),
  });
});
