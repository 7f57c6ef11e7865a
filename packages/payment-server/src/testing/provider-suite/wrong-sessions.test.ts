import { describe } from "vitest";
import { testWrongProviders, type WrongProvider } from "../../../test/till-under-test.ts";
import { PaymentError } from "../../index.ts";
import { sessionCases } from "./session-cases.ts";

const sessions: readonly WrongProvider[] = [
  {
    name: "names an empty payment before there is one",
    caught_by: "a session that is open is known and names no payment",
    provider: () => ({
      readSession: async () => ({ known: true, provider_payment_id: "", status: null }),
    }),
    message: /readSession\(\) of a page nobody has paid on: expected .*"provider_payment_id":null/,
  },
  {
    name: "does not name the payment of a session",
    caught_by: "a session that was paid names its payment",
    provider: () => ({
      readSession: async () => ({ known: true, provider_payment_id: null, status: null }),
    }),
    message: /readSession\(\) of a page that was paid on: expected .*"provider_payment_id":"paid_/,
  },
  {
    name: "names the first payment of a session",
    caught_by: "a session that was paid after a decline names the successful payment",
    provider: (_, till) => ({
      readSession: async (id) => ({
        known: true,
        provider_payment_id:
          [...till.paid.values()].find(({ order: of }) => of === id)?.payment ?? null,
        status: "succeeded",
      }),
    }),
    message: /readSession\(\) after a second card/,
  },
  {
    name: "throws for an unknown object",
    caught_by: "an object that the provider does not know is an answer, and no error",
    provider: (right) => ({
      readPayment: async (id, signal) =>
        (await right.readPayment(id, signal)) ?? refuse("The till does not know this payment."),
    }),
    message:
      /readPayment\(\) of an unknown payment threw PaymentError: .*; an unknown object is an answer, not an error/,
  },
  {
    name: "contradicts itself about the tax",
    caught_by: "the tax setting of a product equals that of its checkout",
    provider: () => ({ readTaxInclusive: async () => false }),
    message: /readTaxInclusive\(\) of the product that was just sold: expected true, got false/,
  },
];

describe("the suite catches a provider that", () => testWrongProviders(sessions, sessionCases));

function refuse(message: string): never {
  throw new PaymentError("provider_rejected", message);
}
