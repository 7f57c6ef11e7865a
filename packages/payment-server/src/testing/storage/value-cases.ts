/** Cases about field values: each is read back as it was stored, with the same type. */
import { rebuildPayment } from "../../core/audit.ts";
import { FIXED_FIELDS } from "../../core/fixed-fields.ts";
import type { Payment } from "../../core/payment.ts";
import { NOW, storageCase, type StorageCase } from "./case.ts";
import { expectEqual } from "./check.ts";
import { changeOf, insert, sampleEvent, samplePayment } from "./records.ts";

/** Texts that a careless storage might change or interpret. */
const TEXTS = [
  "",
  " ",
  "'",
  "''; DROP TABLE payments; --",
  '"',
  "\\",
  "\\u0000",
  "%_",
  ":name $1 ?",
  "line\nbreak\ttab\r",
  "é e\u0301 ß",
  "日本語",
  "👩‍👩‍👧",
  "\uFEFFabc",
  "null",
  "0",
  "x".repeat(2_000),
];
const NUMBERS = [
  0,
  1,
  -1,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
];
/** Numbers that lose digits if they are stored as 32-bit floats or as fixed decimals. */
const FRACTIONS = [0.1, 0.1 + 0.2, 1 / 3, 1e-9, 1e21, 123_456.789, Number.MAX_SAFE_INTEGER];

/** Returns a sample payment for each value, with the fields that `fields` returns for it. */
function variants<T>(values: readonly T[], fields: (value: T) => Partial<Payment>): Payment[] {
  return values.map((value, index) => samplePayment(`v${index}`, fields(value)));
}

/**
 * Returns a case that inserts each payment, writes its values to another payment by a change, and
 * reads both back.
 */
function roundTrip(name: string, payments: readonly Payment[]): StorageCase {
  return storageCase(
    `${name} come back exactly, through an insert and through a change`,
    async ({ storage, second }) => {
      for (const payment of payments) {
        expectEqual(await insert(storage, payment), payment, "insertPayment");
        expectEqual(await second.readPayment(payment.payment_id), payment, "readPayment");
        const plain = samplePayment(`${payment.payment_id}_plain`);
        const change = changeOf(await insert(storage, plain), { ...payment, ...keptOf(plain) });
        expectEqual((await storage.changePayment(change)).payment, change.next, "changePayment");
        expectEqual(
          await second.readPayment(plain.payment_id),
          change.next,
          "readPayment after the change",
        );
        expectEqual(
          rebuildPayment(await second.listAudit(plain.payment_id)),
          change.next,
          "the rebuilt payment",
        );
      }
    },
  );
}

/**
 * Returns the fields of `plain` that the change in `roundTrip` does not replace: the fixed ones and
 * the session. Adds the next version and its `write_id`.
 */
function keptOf(plain: Payment): Partial<Payment> {
  const fixed: Partial<Payment> = Object.fromEntries(
    FIXED_FIELDS.map((field) => [field, plain[field]]),
  );
  return {
    ...fixed,
    provider_session_id: plain.provider_session_id,
    version: plain.version + 1,
    write_id: `wr_${plain.payment_id}_2`,
  };
}

/** Cases of every type of field, through `insertPayment`, `changePayment` and `recordEvent`. */
export const valueCases: readonly StorageCase[] = [
  // The host, the provider or a request chooses these texts, so a storage must not change them.
  roundTrip(
    "texts",
    variants(TEXTS, (text) => ({
      user_id: text,
      product_id: text,
      return_to: text,
      provider_status: text,
      checkout_url: text,
    })),
  ),

  // Amounts are safe integers. Larger ones are not tested, since D1 rounds them without an error.
  roundTrip(
    "whole numbers",
    variants(NUMBERS, (number) => ({
      amount_minor: number,
      net_minor: number,
      refunded_minor: number,
      expires_at: number,
      next_check_at: number,
      updated_at: number,
    })),
  ),

  // The number of credits is up to the host, and may be a fraction.
  roundTrip(
    "fractional credits",
    variants(FRACTIONS, (credits) => ({ credits })),
  ),

  // SQLite has no booleans, so a storage has to convert them in both directions.
  roundTrip(
    "true, false and none",
    variants([true, false, null], (flag) => ({
      tax_inclusive: flag,
      released: flag === true,
      disputed: flag !== true,
    })),
  ),

  // `null` means "none" or "not known", so a storage must not confuse it with an empty text.
  roundTrip(
    "nulls and empty texts",
    variants([null, ""], (none) => ({
      business_id: none,
      product_id: none,
      provider_order_id: none,
      return_to: none,
      checkout_url: none,
      provider_status: none,
    })),
  ),

  roundTrip(
    "nulls and zeros",
    variants([null, 0], (none) => ({ net_minor: none, expires_at: none, next_check_at: none })),
  ),

  storageCase("ids of any text find their rows and no other", async ({ storage }) => {
    const payments = TEXTS.map((text, index) =>
      samplePayment(`${index}`, {
        payment_id: `pmt${text}`,
        topup_id: `tu${text}`,
        ref: `ref${text}`,
        provider_payment_id: `pay${text}`,
      }),
    );
    for (const payment of payments) await insert(storage, payment);
    for (const payment of payments) {
      const { payment_id, topup_id, ref, provider_payment_id } = payment;
      expectEqual(await storage.readPayment(payment_id), payment, "readPayment");
      expectEqual(await storage.readPaymentByRef(ref), payment, "readPaymentByRef");
      expectEqual(await storage.listAttempts(topup_id), [payment], "listAttempts");
      expectEqual(
        await storage.findPayments({
          provider: "dodo",
          provider_payment_id,
          provider_session_id: null,
          payment_id: null,
        }),
        [payment],
        "findPayments",
      );
    }
  }),

  storageCase("events and histories keep every text", async ({ storage }) => {
    const before = await insert(storage, samplePayment("a"));
    for (const [index, text] of TEXTS.entries()) {
      const event = sampleEvent(`${index}`, {
        type: text,
        payload_json: JSON.stringify({ text }),
        sync_error: text,
        payment_id: text,
        sync_status: "applied",
      });
      expectEqual(await storage.recordEvent(event, false), event, "recordEvent");
    }
    const { next, audit } = changeOf(before, { status: "failed" });
    const entry = { ...audit, at: NOW + 5, note: TEXTS.join("|"), event_id: "dodo:msg_'1'" };
    await storage.changePayment({ next, audit: entry, event: null, notify: false });
    expectEqual((await storage.listAudit("pmt_a"))[1], entry, "the entry of the history");
  }),
];
