import { describe } from "vitest";
import { bytesOf, changedInput, textOf } from "../../../test/till-changes.ts";
import { tillSignature } from "../../../test/till-delivery.ts";
import { tillProvider } from "../../../test/till-provider.ts";
import { testWrongProviders, type WrongProvider } from "../../../test/till-under-test.ts";
import { PaymentError } from "../../index.ts";
import { signatureCases } from "./signature-cases.ts";

/** Verifies nothing: every body is signed again before the correct provider reads it. */
const trusting = changedInput((_, body, till) => till.sign(body, "ours"));

/** Verifies the signature but not its age. */
const ageless = changedInput((headers, body, till) => {
  const genuine =
    headers.get("till-signature") ===
    tillSignature(till.signing_key, headers.get("till-time") ?? "", body);
  return genuine ? till.sign(body, "ours") : {};
});

const signatures: readonly WrongProvider[] = [
  {
    name: "serializes the body again before it verifies",
    caught_by: "the signature covers the bytes as they arrived",
    provider: changedInput((_, body) => ({
      body: bytesOf(JSON.stringify(JSON.parse(textOf(body)))),
    })),
    message:
      /readDelivery\(\) refused a delivery that is genuine: PaymentError: The till's signature/,
  },
  {
    name: "does not verify the signature",
    caught_by: "one changed bit of the body is refused",
    provider: trusting,
    message:
      /the code for a delivery whose bit 0 of the body was changed: expected "invalid_signature", got "invalid_json"/,
  },
  {
    name: "does not verify the headers",
    caught_by: "one changed character of a signed header, or one that is missing, is refused",
    provider: trusting,
    message: /a delivery with till-time: \d+ instead of \d+ was accepted as genuine/,
  },
  {
    name: "accepts any signature",
    caught_by: "a stranger's signature, another delivery's or none is refused",
    provider: trusting,
    message: /a delivery signed by a stranger was accepted as genuine/,
  },
  {
    name: "accepts a signature of any age",
    caught_by:
      "a delivery that is an hour old or an hour ahead is refused, by the clock of the runtime",
    provider: ageless,
    message: /a delivery of an hour ago, which may be a recorded one was accepted as genuine/,
  },
  {
    name: "reads a clock of its own",
    caught_by:
      "a delivery that is an hour old or an hour ahead is refused, by the clock of the runtime",
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
    message:
      /a delivery that was kept for an hour; read the time from `runtime\.clock\(\)` was accepted as genuine/,
  },
  {
    name: "lets the parser throw",
    caught_by: "a body that is no JSON object is invalid_json when it is genuine, and only then",
    provider: changedInput((_, body) => JSON.parse(textOf(body)) && {}),
    message:
      /the body "" threw SyntaxError: .*; refuse a delivery with a PaymentError, or it is answered 500 and redelivered for days/,
  },
  {
    name: "parses before it verifies",
    caught_by: "a body that is no JSON object is invalid_json when it is genuine, and only then",
    provider: changedInput((_, body) =>
      textOf(body).startsWith('{"') ? {} : refuse("The body must be an event of the till."),
    ),
    message:
      /signed by a stranger; verify before you parse: expected "invalid_signature", got "invalid_json"/,
  },
  {
    name: "believes what it cannot verify",
    caught_by: "without a signing key no delivery is believed (where `unsigned` is given)",
    provider: (_, till, runtime) => ({
      readDelivery: (_headers, body) =>
        tillProvider(till).create(runtime).readDelivery(till.sign(body, "ours").headers, body),
    }),
    unsigned: true,
    message: /a delivery that cannot be verified: expected .*"signed":false.*got .*"signed":true/,
  },
];

describe("the suite catches a provider that", () => testWrongProviders(signatures, signatureCases));

function refuse(message: string): never {
  throw new PaymentError("invalid_json", message);
}
