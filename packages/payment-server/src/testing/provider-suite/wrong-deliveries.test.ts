import { describe } from "vitest";
import {
  changedDelivery,
  changedInput,
  changedReport,
  textOf,
} from "../../../test/till-changes.ts";
import { testWrongProviders, type WrongProvider } from "../../../test/till-under-test.ts";
import { PaymentError } from "../../index.ts";
import { deliveryCases } from "./delivery-cases.ts";

const deliveries: readonly WrongProvider[] = [
  {
    name: "does not report that it verified",
    caught_by:
      "a genuine delivery of a payment is signed, and its report satisfies the money rule or is incomplete",
    provider: changedDelivery(() => ({ signed: false })),
    message: /the delivery: expected .*"signed":true.*got .*"signed":false/,
  },
  {
    name: "reports a delivery as an answer of the API",
    caught_by:
      "a genuine delivery of a payment is signed, and its report satisfies the money rule or is incomplete",
    provider: changedDelivery(({ report }) => ({ report: { ...report, source: "api" } })),
    message: /its report: expected .*"source":"delivery".*got .*"source":"api"/,
  },
  {
    name: "reads a field that is absent as empty",
    caught_by:
      "a genuine delivery of a payment is signed, and its report satisfies the money rule or is incomplete",
    provider: changedDelivery(({ report }) => ({ report: { ...report, lines: [] } })),
    message:
      /whether the verdict product is match or incomplete; a missing field is null, and the core then queries the payment/,
  },
  {
    name: "reports every payment as a success",
    caught_by: "a delivery about a decline reports a failed payment",
    provider: changedDelivery(({ report }) => ({ report: { ...report, status: "succeeded" } })),
    message: /a declined payment: expected .*"status":"failed"/,
  },
  {
    name: "stores nothing that a replay could use",
    caught_by:
      "the stored part of a delivery names its payment, so that an administrator can replay it",
    provider: changedDelivery(({ provider_payment_id }) => ({
      payload_json: JSON.stringify({ id: provider_payment_id }),
    })),
    message: /`data\.payment_id` of payload_json: expected "paid_\d+", got undefined/,
  },
  {
    name: "has types that are sentences",
    caught_by:
      "the stored part of a delivery names its payment, so that an administrator can replay it",
    provider: changedDelivery(() => ({ type: "Payment settled!" })),
    message: /the type "Payment settled!" must be a word/,
  },
  {
    name: "uses the id of the payment as that of the event",
    caught_by: "an event keeps its id when it is redelivered, and shares it with no other",
    provider: changedDelivery(({ provider_payment_id }) => ({
      event_id: `till:${provider_payment_id}`,
    })),
    message:
      /whether the next event of the same payment has the same id: it would be skipped as a redelivery: expected false, got true/,
  },
  {
    name: "counts deliveries instead of events",
    caught_by: "an event keeps its id when it is redelivered, and shares it with no other",
    provider: changedDelivery(() => ({ event_id: `till:${crypto.randomUUID()}` })),
    message: /the id of the event when it is redelivered: expected "till:/,
  },
  {
    name: "leaves its own id out of the ids of events",
    caught_by: "an event keeps its id when it is redelivered, and shares it with no other",
    provider: changedDelivery(({ event_id }) => ({ event_id: event_id.replace("till:", "") })),
    message: /the event's id "evt_\d+" must be "till:" and a word/,
  },
  {
    name: "ignores refunds",
    caught_by: "a refund is a reversal that names its payment (where `refund` is given)",
    provider: changedDelivery(({ type, subject }) => ({
      subject: type === "till.refund" ? "other" : subject,
    })),
    message: /a delivery about a refund: expected .*"subject":"reversal".*got .*"subject":"other"/,
  },
  {
    name: "reads a dispute as a payment",
    caught_by: "a dispute is a reversal that names its payment (where `dispute` is given)",
    provider: changedDelivery(({ type, subject }) => ({
      subject: type === "till.dispute" ? "payment" : subject,
    })),
    message:
      /a delivery about a dispute: expected .*"subject":"reversal".*got .*"subject":"payment"/,
  },
  {
    name: "lists no refunds in its reports",
    caught_by: "a refund is a reversal that names its payment (where `refund` is given)",
    provider: changedReport(() => ({ reversals: [] })),
    message: /whether the report lacks the delivered refund.*expected false, got true/,
  },
  {
    name: "refuses types that it does not know",
    caught_by: "an event of a type that is not used has the subject other",
    provider: changedDelivery(({ subject }) =>
      subject === "other" ? refuse("The till has no such event.") : {},
    ),
    message:
      /readDelivery\(\) refused a delivery that is genuine: PaymentError: The till has no such event/,
  },
  {
    name: "stores the whole body",
    caught_by: "unknown fields are accepted, and not stored",
    provider: changedDelivery((_, body) => ({
      payload_json: JSON.stringify({ data: JSON.parse(body) }),
    })),
    message:
      /the same delivery with unknown fields; store only what is on a list: expected .*got .*canary_field/,
  },
  {
    name: "refuses fields that it does not know",
    caught_by: "unknown fields are accepted, and not stored",
    provider: changedInput((_, body) =>
      textOf(body).includes("canary_field") ? refuse("The body has an unknown field.") : {},
    ),
    message:
      /readDelivery\(\) refused a delivery that is genuine: PaymentError: The body has an unknown field/,
  },
];

describe("the suite catches a provider that", () => testWrongProviders(deliveries, deliveryCases));

function refuse(message: string): never {
  throw new PaymentError("invalid_json", message);
}
