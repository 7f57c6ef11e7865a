/** The table of transitions, written out: every status and everything that can happen to it. */
import { expect, test } from "vitest";
import { hasMoney, nextStatus, NOT_RELEASED, type Payment } from "./payment.ts";
import type { PaymentSignal, PaymentStatus } from "./payment.ts";

/** A dot stands for a payment that stays as it is. */
const TABLE = `
             open  processing  failed  canceled  expired  match      mismatch  credited  release    dismiss
  pending    .     .           failed  canceled  expired  crediting  held      .         .          .
  failed     .     pending     .       .         .        crediting  held      .         .          .
  canceled   .     pending     .       .         .        crediting  held      .         .          .
  expired    .     pending     .       .         .        crediting  held      .         .          .
  crediting  .     .           .       .         .        .          held      paid      .          dismissed
  held       .     .           .       .         .        .          .         paid      crediting  dismissed
  paid       .     .           .       .         .        .          .         .         .          .
  dismissed  .     .           .       .         .        .          .         .         .          .
`;

const [header = [], ...rows] = TABLE.trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));
const cells = rows.flatMap(([status = "", ...next]) =>
  next.map((to, index) => [status, header[index] ?? "", to === "." ? status : to] as const),
);

test.each(cells)("%s, on %s, is %s", (status, signal, to) => {
  expect(nextStatus(status as PaymentStatus, signal as PaymentSignal)).toBe(to);
});

test("the table has every status and every signal once", () => {
  expect(new Set(cells.map(([status, signal]) => `${status} ${signal}`)).size).toBe(80);
});

test("a payment without money gets it by a verdict on a success, and by nothing else", () => {
  const being = (status: string): Payment => ({ status }) as Payment;
  const ways = cells
    .filter(([status, , to]) => !hasMoney(being(status)) && hasMoney(being(to)))
    .map(([, signal]) => signal);
  expect([...new Set(ways)].sort()).toEqual(["match", "mismatch"]);
});

test("a payment that is held again loses everything that a release has accepted", () => {
  expect(NOT_RELEASED).toEqual({
    released: false,
    accepted_usd_cents: null,
    accepted_credits: null,
    accepted_user_id: null,
  });
});
