/** A delivery: who sent it is settled before it is read, and what it says is only as good as that. */
import { expectEqual, expectFields } from "../storage/check.ts";
import type { Delivery, PaymentProvider } from "../../core/provider.ts";
import { PaymentError } from "../../errors.ts";
import type { DeliveryKind, RawDelivery } from "./account.ts";
import { providerCase, type Bench, type ProviderCase } from "./case.ts";
import { expectReport, identityOf } from "./payment-cases.ts";
import { buy, judge, type Bought } from "./purchase.ts";

const HOUR_MS = 3_600_000;
/** Bits between two that are flipped: a prime, so that every place in a byte has its turn. */
const STRIDE = 61;
/** What stands in an address, and is a filter of the list of events. */
const WORD = /^[A-Za-z0-9_.:-]{1,200}$/;

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(provider: PaymentProvider, { headers, body }: RawDelivery): Delivery {
  try {
    return provider.readDelivery(headers, body);
  } catch (error) {
    throw new Error(`readDelivery() refused a delivery that is genuine: ${String(error)}`, {
      cause: error,
    });
  }
}

/** The code a delivery is refused with. */
function refusalOf(
  provider: PaymentProvider,
  { headers, body }: RawDelivery,
  what: string,
): string {
  let told: Delivery;
  try {
    told = provider.readDelivery(headers, body);
  } catch (error) {
    if (error instanceof PaymentError) return error.code;
    throw new Error(
      `readDelivery() of ${what} threw ${String(error)}; a delivery that is refused is a PaymentError, or it is answered 500 and sent for days`,
      { cause: error },
    );
  }
  throw new Error(`readDelivery() of ${what} was taken for genuine: ${JSON.stringify(told)}`);
}

function expectForged(provider: PaymentProvider, delivery: RawDelivery, what: string): void {
  expectEqual(refusalOf(provider, delivery, what), "invalid_signature", `the code for ${what}`);
}

function withHeader(
  { headers, body }: RawDelivery,
  name: string,
  value: string | null,
): RawDelivery {
  const changed = new Headers(headers);
  if (value === null) changed.delete(name);
  else changed.set(name, value);
  return { headers: changed, body };
}

async function announced(
  bench: Bench,
  kind: DeliveryKind = "payment",
): Promise<{ bought: Bought; delivery: RawDelivery }> {
  const bought = await buy(bench);
  if (kind === "refund") await bench.account.refund?.(bought.provider_payment_id);
  if (kind === "dispute") await bench.account.dispute?.(bought.provider_payment_id);
  return { bought, delivery: await bench.account.deliver(kind, bought.provider_payment_id) };
}

export const deliveryCases: readonly ProviderCase[] = [
  providerCase(
    "a genuine delivery of a payment is signed, and its report satisfies the money rule or has it asked for",
    async (bench) => {
      const { bought, delivery } = await announced(bench);
      const told = read(bench.provider, delivery);
      const { provider_session_id, payment_id } = bought.payment;
      expectFields(
        told,
        {
          signed: true,
          subject: "payment",
          provider_payment_id: bought.provider_payment_id,
          provider_session_id,
          our_payment_id: payment_id,
        },
        "the delivery",
      );
      if (told.report === null)
        throw new Error(
          "`report` is null; when the subject is a payment, it is what the body says of it",
        );
      expectReport(told.report, "the report of a delivery");
      expectFields(
        told.report,
        { ...identityOf(bought), source: "delivery", status: "succeeded" },
        "its report",
      );
      expectEqual(
        ["match", "incomplete"].includes(judge(bought, told.report)),
        true,
        `whether the verdict ${judge(bought, told.report)} is match or incomplete; a field that is missing is null, and then asked for`,
      );
    },
  ),

  providerCase("a delivery about a decline says so", async (bench) => {
    const { provider_payment_id } = await buy(bench, { result: "failed" });
    const { report } = read(
      bench.provider,
      await bench.account.deliver("payment", provider_payment_id),
    );
    expectFields(
      report,
      { status: "failed", provider_payment_id },
      "the report of a delivery about a declined payment",
    );
  }),

  providerCase(
    "what is kept of a delivery finds the payment again when an administrator replays it",
    async (bench) => {
      const { bought, delivery } = await announced(bench);
      const { payload_json, type } = read(bench.provider, delivery);
      const data: unknown = Reflect.get(Object(JSON.parse(payload_json)), "data");
      expectEqual(
        Reflect.get(Object(data), "payment_id"),
        bought.provider_payment_id,
        "`data.payment_id` of payload_json",
      );
      if (!WORD.test(type))
        throw new Error(
          `the type ${JSON.stringify(type)} must be a word of at most 200 letters, digits, "_", ".", ":" or "-"`,
        );
    },
  ),

  providerCase("the signature is over the bytes as they came", async (bench) => {
    const { account, provider } = bench;
    const { delivery } = await announced(bench);
    const text = textOf(delivery.body);
    for (const odd of [
      ` ${text}\n`,
      text.replace("{", '{ "n\\u00f6te" : 1.0, "nöte2" : "\\/", '),
    ]) {
      const signed = account.sign(bytesOf(odd), "ours");
      expectFields(
        read(provider, signed),
        { signed: true, subject: "payment" },
        "a delivery with odd spaces, numbers and escapes",
      );
      expectForged(
        provider,
        { ...signed, body: bytesOf(JSON.stringify(JSON.parse(odd))) },
        "the same body, parsed and written again",
      );
    }
  }),

  providerCase("one changed bit of the body is refused", async (bench) => {
    const { delivery } = await announced(bench);
    for (let bit = 0; bit < delivery.body.length * 8; bit += STRIDE) {
      const body = delivery.body.slice();
      body.set([(body[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3);
      expectForged(
        bench.provider,
        { ...delivery, body },
        `a delivery whose bit ${bit} of the body was changed`,
      );
    }
  }),

  providerCase(
    "one changed character of a signed header, or one that is missing, is refused",
    async (bench) => {
      const { delivery } = await announced(bench);
      const { signed_headers } = bench.account;
      expectEqual(
        signed_headers.length > 0,
        true,
        "whether `signed_headers` names a header, such as that of the time",
      );
      for (const name of signed_headers) {
        const value = delivery.headers.get(name) ?? "";
        for (let at = 0; at < value.length; at += 1) {
          const changed =
            value.slice(0, at) +
            String.fromCharCode(value.charCodeAt(at) ^ 1) +
            value.slice(at + 1);
          expectForged(
            bench.provider,
            withHeader(delivery, name, changed),
            `a delivery with ${name}: ${changed} instead of ${value}`,
          );
        }
        expectForged(
          bench.provider,
          withHeader(delivery, name, null),
          `a delivery without ${name}`,
        );
      }
    },
  ),

  providerCase("a stranger's signature, another delivery's or none is refused", async (bench) => {
    const { delivery, bought } = await announced(bench);
    const other = await bench.account.deliver("other", bought.provider_payment_id);
    expectForged(
      bench.provider,
      bench.account.sign(delivery.body, "a_stranger's"),
      "a delivery signed by a stranger",
    );
    expectForged(
      bench.provider,
      { headers: other.headers, body: delivery.body },
      "a delivery under the headers of another",
    );
    expectForged(
      bench.provider,
      { headers: new Headers(), body: delivery.body },
      "a delivery without headers",
    );
  }),

  providerCase(
    "a delivery of an hour ago or ahead is refused, by the clock that is given",
    async (bench) => {
      const { bought } = await announced(bench);
      const sent = async (after_ms: number): Promise<RawDelivery> =>
        await bench.account.deliver(
          "payment",
          bought.provider_payment_id,
          bench.time.now + after_ms,
        );
      expectForged(
        bench.provider,
        await sent(-HOUR_MS),
        "a delivery of an hour ago, which may be a recorded one",
      );
      expectForged(bench.provider, await sent(HOUR_MS), "a delivery of the next hour");
      expectFields(
        read(bench.provider, await sent(-10_000)),
        { signed: true },
        "a delivery of ten seconds ago",
      );
      const now = await sent(0);
      bench.time.now += HOUR_MS;
      expectForged(
        bench.provider,
        now,
        "a delivery that was kept for an hour; go by `runtime.clock()`",
      );
    },
  ),

  providerCase(
    "what is no JSON object is invalid_json when it is genuine, and only then",
    async ({ account, provider }) => {
      for (const text of ["", "{", "null", "[]", '"text"', "7"]) {
        const what = `the body ${JSON.stringify(text)}`;
        expectEqual(
          refusalOf(provider, account.sign(bytesOf(text), "ours"), what),
          "invalid_json",
          `the code for ${what}, truly signed`,
        );
        expectForged(
          provider,
          account.sign(bytesOf(text), "a_stranger's"),
          `${what}, signed by a stranger; verify before you parse`,
        );
      }
      const bytes = Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d);
      const code = refusalOf(provider, account.sign(bytes, "ours"), "a body that is not UTF-8");
      expectEqual(
        ["invalid_json", "invalid_signature"].includes(code),
        true,
        `whether ${code} says what a body that is not UTF-8 is`,
      );
    },
  ),

  providerCase(
    "an event keeps its id when it is sent again, and shares it with no other",
    async (bench) => {
      const { bought, delivery } = await announced(bench);
      const { event_id } = read(bench.provider, delivery);
      if (!event_id.startsWith(`${bench.provider.id}:`) || !WORD.test(event_id)) {
        throw new Error(
          `the event's id ${JSON.stringify(event_id)} must be "${bench.provider.id}:" and a word, at most 200 letters in all; events of all providers stand in one table`,
        );
      }
      bench.time.now += HOUR_MS;
      expectEqual(
        read(bench.provider, bench.account.redeliver(delivery)).event_id,
        event_id,
        "the id of the event when it is sent again",
      );
      const next = read(
        bench.provider,
        await bench.account.deliver("payment", bought.provider_payment_id),
      );
      expectEqual(
        next.event_id === event_id,
        false,
        "whether the next event of the same payment has the same id: it would be skipped as seen",
      );
    },
  ),

  providerCase(
    "a refund is a reversal that names its payment (where `refund` is given)",
    async (bench) => {
      if (bench.account.refund !== undefined) await expectReversal(bench, "refund");
    },
  ),

  providerCase(
    "a dispute is a reversal that names its payment (where `dispute` is given)",
    async (bench) => {
      if (bench.account.dispute !== undefined) await expectReversal(bench, "dispute");
    },
  ),

  providerCase("a type that is not used is about nothing", async (bench) => {
    const { delivery } = await announced(bench, "other");
    expectFields(
      read(bench.provider, delivery),
      { signed: true, subject: "other", report: null },
      "a delivery of a type that is not used",
    );
  }),

  providerCase("fields that are not known are normal, and not kept", async (bench) => {
    const { delivery } = await announced(bench);
    const plain = read(bench.provider, delivery);
    const odd = bench.account.sign(
      bytesOf(JSON.stringify(withUnknown(JSON.parse(textOf(delivery.body))))),
      "ours",
    );
    const told = read(bench.provider, odd);
    expectEqual(
      told,
      { ...plain, event_id: told.event_id },
      "the same delivery with fields that are not known; keep only what is on a list",
    );
  }),

  providerCase(
    "without a signing key no delivery is believed (where `unsigned` is given)",
    async (bench) => {
      if (bench.unsigned === undefined) return;
      const { delivery } = await announced(bench);
      const provider = bench.make(bench.unsigned);
      expectFields(
        read(provider, delivery),
        { signed: false, subject: "payment" },
        "a delivery that nobody can verify",
      );
      expectFields(
        read(provider, bench.account.sign(delivery.body, "a_stranger's")),
        { signed: false },
        "a stranger's",
      );
    },
  ),
];

async function expectReversal(bench: Bench, kind: "refund" | "dispute"): Promise<void> {
  const { bought, delivery } = await announced(bench, kind);
  const { subject, provider_payment_id, report } = read(bench.provider, delivery);
  expectEqual(
    { subject, provider_payment_id, report },
    { subject: "reversal", provider_payment_id: bought.provider_payment_id, report: null },
    `a delivery about a ${kind}`,
  );
}

/** A field more in every object. */
function withUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknown);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => [name, withUnknown(inner)]);
  return { ...Object.fromEntries(fields), canary_field: "canary" };
}
