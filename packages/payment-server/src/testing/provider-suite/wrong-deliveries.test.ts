import { describe } from "vitest";
import { tillProvider, tillSignature } from "../../../test/till-provider.ts";
import { findOut, type Wrong, type WrongProvider } from "../../../test/till-under-test.ts";
import type { Till } from "../../../test/till.ts";
import { PaymentError, type Delivery } from "../../index.ts";
import { deliveryCases } from "./delivery-cases.ts";

type Change = (told: Delivery, body: string) => object;

/** The right provider, whose deliveries say something else. */
function telling(change: Change): NonNullable<Wrong["provider"]> {
  return (right) => ({
    readDelivery(headers, body) {
      const told = right.readDelivery(headers, body);
      return { ...told, ...change(told, textOf(body)) };
    },
  });
}

/** The right provider, which has a word with each delivery before that is verified. */
function before(
  look: (
    headers: Headers,
    body: Uint8Array,
    till: Till,
  ) => { headers?: Headers; body?: Uint8Array },
): NonNullable<Wrong["provider"]> {
  return (right, till) => ({
    readDelivery(headers, body) {
      const seen = { headers, body, ...look(headers, body, till) };
      return right.readDelivery(seen.headers, seen.body);
    },
  });
}

const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Verifies nothing. */
const trusting = before((_, body, till) => till.sign(body, "ours"));
/** Verifies the signature and not its age. */
const ageless = before((headers, body, till) => {
  const genuine =
    headers.get("till-signature") ===
    tillSignature(till.signing_key, headers.get("till-time") ?? "", body);
  return genuine ? till.sign(body, "ours") : {};
});

function refuse(message: string): never {
  throw new PaymentError("invalid_json", message);
}

const deliveries: readonly WrongProvider[] = [
  {
    name: "does not say that it verified",
    caught_by:
      "a genuine delivery of a payment is signed, and its report satisfies the money rule or has it asked for",
    provider: telling(() => ({ signed: false })),
    told: /the delivery: expected .*"signed":true.*got .*"signed":false/,
  },
  {
    name: "calls a delivery the word of the API",
    caught_by:
      "a genuine delivery of a payment is signed, and its report satisfies the money rule or has it asked for",
    provider: telling(({ report }) => ({ report: { ...report, source: "api" } })),
    told: /its report: expected .*"source":"delivery".*got .*"source":"api"/,
  },
  {
    name: "takes what a delivery leaves out for empty",
    caught_by:
      "a genuine delivery of a payment is signed, and its report satisfies the money rule or has it asked for",
    provider: telling(({ report }) => ({ report: { ...report, lines: [] } })),
    told: /whether the verdict product is match or incomplete; a field that is missing is null, and then asked for/,
  },
  {
    name: "takes every payment's delivery for a success",
    caught_by: "a delivery about a decline says so",
    provider: telling(({ report }) => ({ report: { ...report, status: "succeeded" } })),
    told: /a declined payment: expected .*"status":"failed"/,
  },
  {
    name: "keeps nothing that a replay could go by",
    caught_by:
      "what is kept of a delivery finds the payment again when an administrator replays it",
    provider: telling(({ provider_payment_id }) => ({
      payload_json: JSON.stringify({ id: provider_payment_id }),
    })),
    told: /`data\.payment_id` of payload_json: expected "paid_\d+", got undefined/,
  },
  {
    name: "has types that are no words",
    caught_by:
      "what is kept of a delivery finds the payment again when an administrator replays it",
    provider: telling(() => ({ type: "Payment settled!" })),
    told: /the type "Payment settled!" must be a word/,
  },
  {
    name: "writes the body again before it verifies",
    caught_by: "the signature is over the bytes as they came",
    provider: before((_, body) => ({ body: bytesOf(JSON.stringify(JSON.parse(textOf(body)))) })),
    told: /readDelivery\(\) refused a delivery that is genuine: PaymentError: The till's signature/,
  },
  {
    name: "does not look at the signature",
    caught_by: "one changed bit of the body is refused",
    provider: trusting,
    told: /the code for a delivery whose bit 0 of the body was changed: expected "invalid_signature", got "invalid_json"/,
  },
  {
    name: "does not look at what the signature covers",
    caught_by: "one changed character of a signed header, or one that is missing, is refused",
    provider: trusting,
    told: /a delivery with till-time: \d+ instead of \d+ was taken for genuine/,
  },
  {
    name: "takes anybody's signature",
    caught_by: "a stranger's signature, another delivery's or none is refused",
    provider: trusting,
    told: /a delivery signed by a stranger was taken for genuine/,
  },
  {
    name: "takes a signature of any age",
    caught_by: "a delivery of an hour ago or ahead is refused, by the clock that is given",
    provider: ageless,
    told: /a delivery of an hour ago, which may be a recorded one was taken for genuine/,
  },
  {
    name: "goes by a clock of its own",
    caught_by: "a delivery of an hour ago or ahead is refused, by the clock that is given",
    provider(right, till, runtime) {
      const started_at = runtime.clock();
      return {
        readDelivery(headers, body) {
          const age = started_at - Number(headers.get("till-time"));
          const genuine =
            headers.get("till-signature") ===
            tillSignature(till.signing_key, headers.get("till-time") ?? "", body);
          return right.readDelivery(
            genuine && Math.abs(age) < 60_000 ? till.sign(body, "ours").headers : headers,
            body,
          );
        },
      };
    },
    told: /a delivery that was kept for an hour; go by `runtime\.clock\(\)` was taken for genuine/,
  },
  {
    name: "lets the parser throw",
    caught_by: "what is no JSON object is invalid_json when it is genuine, and only then",
    provider: before((_, body) => JSON.parse(textOf(body)) && {}),
    told: /the body "" threw SyntaxError: .*; a delivery that is refused is a PaymentError, or it is answered 500 and sent for days/,
  },
  {
    name: "parses before it verifies",
    caught_by: "what is no JSON object is invalid_json when it is genuine, and only then",
    provider: before((_, body) =>
      textOf(body).startsWith('{"') ? {} : refuse("The body must be an event of the till."),
    ),
    told: /signed by a stranger; verify before you parse: expected "invalid_signature", got "invalid_json"/,
  },
  {
    name: "takes the payment's id for the event's",
    caught_by: "an event keeps its id when it is sent again, and shares it with no other",
    provider: telling(({ provider_payment_id }) => ({ event_id: `till:${provider_payment_id}` })),
    told: /whether the next event of the same payment has the same id: it would be skipped as seen: expected false, got true/,
  },
  {
    name: "counts deliveries instead of events",
    caught_by: "an event keeps its id when it is sent again, and shares it with no other",
    provider: telling(() => ({ event_id: `till:${crypto.randomUUID()}` })),
    told: /the id of the event when it is sent again: expected "till:/,
  },
  {
    name: "does not put itself before the ids of its events",
    caught_by: "an event keeps its id when it is sent again, and shares it with no other",
    provider: telling(({ event_id }) => ({ event_id: event_id.replace("till:", "") })),
    told: /the event's id "evt_\d+" must be "till:" and a word/,
  },
  {
    name: "does not use refunds",
    caught_by: "a refund is a reversal that names its payment (where `refund` is given)",
    provider: telling(({ type, subject }) => ({
      subject: type === "till.refund" ? "other" : subject,
    })),
    told: /a delivery about a refund: expected .*"subject":"reversal".*got .*"subject":"other"/,
  },
  {
    name: "takes a dispute for a payment",
    caught_by: "a dispute is a reversal that names its payment (where `dispute` is given)",
    provider: telling(({ type, subject }) => ({
      subject: type === "till.dispute" ? "payment" : subject,
    })),
    told: /a delivery about a dispute: expected .*"subject":"reversal".*got .*"subject":"payment"/,
  },
  {
    name: "refuses types that it does not know",
    caught_by: "a type that is not used is about nothing",
    provider: telling(({ subject }) =>
      subject === "other" ? refuse("The till has no such event.") : {},
    ),
    told: /readDelivery\(\) refused a delivery that is genuine: PaymentError: The till has no such event/,
  },
  {
    name: "keeps the whole body",
    caught_by: "fields that are not known are normal, and not kept",
    provider: telling((_, body) => ({ payload_json: JSON.stringify({ data: JSON.parse(body) }) })),
    told: /the same delivery with fields that are not known; keep only what is on a list: expected .*got .*canary_field/,
  },
  {
    name: "refuses fields that it does not know",
    caught_by: "fields that are not known are normal, and not kept",
    provider: before((_, body) =>
      textOf(body).includes("canary_field") ? refuse("The body has an unknown field.") : {},
    ),
    told: /readDelivery\(\) refused a delivery that is genuine: PaymentError: The body has an unknown field/,
  },
  {
    name: "believes what it cannot verify",
    caught_by: "without a signing key no delivery is believed (where `unsigned` is given)",
    provider: (_, till, runtime) => ({
      readDelivery: (_headers, body) =>
        tillProvider(till).create(runtime).readDelivery(till.sign(body, "ours").headers, body),
    }),
    unsigned: true,
    told: /a delivery that nobody can verify: expected .*"signed":false.*got .*"signed":true/,
  },
];

describe("a provider is found out that", () => findOut(deliveries, deliveryCases));
