import { describe } from "vitest";
import { changedReport } from "../../../test/till-changes.ts";
import { testWrongProviders, type WrongProvider } from "../../../test/till-under-test.ts";
import { paymentCases } from "./payment-cases.ts";

const reports: readonly WrongProvider[] = [
  {
    name: "writes currencies in lower case",
    caught_by: "a paid checkout's report satisfies the money rule",
    provider: changedReport(() => ({ currency: "usd" })),
    message: /the verdict of core\/verdict\.ts on .*: expected "match", got "currency"/,
  },
  {
    name: "forgets the session",
    caught_by: "a paid checkout's report satisfies the money rule",
    provider: changedReport(() => ({ provider_session_id: null })),
    message:
      /the report: expected .*"provider_session_id":"ord_1".*got .*"provider_session_id":null/,
  },
  {
    name: "reports times in seconds",
    caught_by: "a paid checkout's report satisfies the money rule",
    provider: changedReport(({ created_at }) => ({
      created_at: Math.floor((created_at ?? 0) / 1_000),
    })),
    message: /whether created_at \d{10} is now, \d{13}, in Unix milliseconds/,
  },
  {
    name: "leaves a field out",
    caught_by: "a report has every field in its type, amounts as whole numbers of minor units",
    provider: changedReport(() => ({ dispute_lost_minor: undefined })),
    message: /`dispute_lost_minor` is undefined, which core\/report\.ts does not allow/,
  },
  {
    name: "reports amounts in dollars",
    caught_by: "a report has every field in its type, amounts as whole numbers of minor units",
    provider: changedReport(({ total_minor }) => ({ total_minor: Number(total_minor) / 100 })),
    message: /`total_minor` is 49\.99, which/,
  },
  {
    name: "reports the buyer",
    caught_by: "a report has every field in its type, amounts as whole numbers of minor units",
    provider: changedReport((_, { payer }) => ({ payer })),
    message: /the fields of the report .* got .*"payer"/,
  },
  {
    name: "reports the price instead of what was paid",
    caught_by: "a payment of less than the price is reported as less, and would be held",
    provider: changedReport((_, paid, till) => ({
      total_minor: till.opened.find(({ provider_session_id }) => provider_session_id === paid.order)
        ?.amount_minor,
    })),
    message:
      /when 1 of 4999 were paid; report what was paid, not what was requested: expected "underpaid", got "match"/,
  },
  {
    name: "reports a decline as open",
    caught_by: "a declined payment has failed, and one that takes days is processing",
    provider: changedReport(({ status }) => (status === "failed" ? { status: "open" } : {})),
    message: /expected .*"status":"failed"}, got .*"status":"open"/,
  },
  {
    name: "reports a payment that takes days as open",
    caught_by: "a declined payment has failed, and one that takes days is processing",
    provider: changedReport(({ status }) => (status === "processing" ? { status: "open" } : {})),
    message: /expected .*"status":"processing"}, got .*"status":"open"/,
  },
  {
    name: "rounds amounts",
    caught_by: "a value that is no amount is never turned into one (where `spoilAmount` is given)",
    provider: changedReport((_, { cents }) => ({
      total_minor: typeof cents === "number" ? Math.max(0, Math.round(cents)) : null,
    })),
    message:
      /where the API returns -1; null when absent, else "malformed", never rounded: expected \["string","unknown_amount"\], got \["number","underpaid"\]/,
  },
  {
    name: "takes any note for an id of ours",
    caught_by: "only an id in our own format is taken for ours",
    provider: changedReport((_, { note }) => ({ our_payment_id: note })),
    message: /our_payment_id where the metadata say ""; .*: expected null, got ""/,
  },
  {
    name: "crashes on an id of another format",
    caught_by: "an id of any spelling can be queried without harm",
    provider: (right) => ({
      readPayment: async (id, signal) =>
        /^[\w-]+$/.test(id)
          ? await right.readPayment(id, signal)
          : await Promise.reject(new URIError("no id")),
    }),
    message: /readPayment\(""\) threw URIError: no id; throw every failure as a PaymentError/,
  },
  {
    name: "reports a refunded payment as failed",
    caught_by: "refunds are reported, partial and full (where `refund` is given)",
    provider: changedReport(({ refunded }) => (refunded ? { status: "failed" } : {})),
    message:
      /after a refund of 100; the payment has still succeeded: expected .*"status":"succeeded".*got .*"status":"failed"/,
  },
  {
    name: "does not report how much was refunded",
    caught_by: "refunds are reported, partial and full (where `refund` is given)",
    provider: changedReport(() => ({ refund_sum_minor: 0 })),
    message: /expected .*"refund_sum_minor":100,.*got .*"refund_sum_minor":0/,
  },
  {
    name: "does not report disputes",
    caught_by: "an open dispute is reported (where `dispute` is given)",
    provider: changedReport(() => ({ disputed: false })),
    message:
      /disputed, dispute_status, .* and the verdict: expected \[true,"open",0,\["dispute open"\],"disputed"\], got \[false,"open",0,\["dispute open"\],"match"\]/,
  },
];

describe("the suite catches a provider that", () => testWrongProviders(reports, paymentCases));
