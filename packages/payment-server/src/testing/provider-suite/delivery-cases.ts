/**
 * Cases about genuine deliveries: the event, the subject and the report that are read from a
 * delivery, and the part of the delivery that is stored.
 */
import { lacksReversal } from "../../core/report.ts";
import { needPart } from "../register.ts";
import { expectEqual, expectFields } from "../storage/check.ts";
import { providerCase, type Bench, type ProviderCase } from "./case.ts";
import { announced, bytesOf, read, textOf } from "./delivery.ts";
import { buy, judge, reportOf } from "./purchase.ts";
import { expectReport, identityOf } from "./report-shape.ts";

const HOUR_MS = 3_600_000;

/** The format of event types and event ids, which are used in URLs and as filters of lists. */
const WORD = /^[A-Za-z0-9_.:-]{1,200}$/;

/** The cases about what `readDelivery()` returns. */
export const deliveryCases: readonly ProviderCase[] = [
  providerCase(
    "a genuine delivery of a payment is signed, and its report satisfies the money rule or is incomplete",
    async (bench) => {
      const { bought, delivery } = await announced(bench);
      const delivered = read(bench.provider, delivery);
      const { provider_session_id, payment_id } = bought.payment;
      expectFields(
        delivered,
        {
          signed: true,
          subject: "payment",
          provider_payment_id: bought.provider_payment_id,
          provider_session_id,
          our_payment_id: payment_id,
        },
        "the delivery",
      );
      if (delivered.report === null)
        throw new Error(
          "`report` is null; when the subject is a payment, it is the report of the body",
        );
      expectReport(delivered.report, "the report of a delivery");
      expectFields(
        delivered.report,
        { ...identityOf(bought), source: "delivery", status: "succeeded" },
        "its report",
      );
      expectEqual(
        ["match", "incomplete"].includes(judge(bought, delivered.report)),
        true,
        `whether the verdict ${judge(bought, delivered.report)} is match or incomplete; a missing field is null, and the core then queries the payment`,
      );
    },
  ),

  // The event's type may be out of date, so the report must take the status from the body.
  providerCase("a delivery about a decline reports a failed payment", async (bench) => {
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

  // A replay takes the provider's payment id from the stored part of the delivery, and reads that
  // payment again.
  providerCase(
    "the stored part of a delivery names its payment, so that an administrator can replay it",
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

  // The core stores one row for each event id, and skips an event that is already decided.
  providerCase(
    "an event keeps its id when it is redelivered, and shares it with no other",
    async (bench) => {
      const { bought, delivery } = await announced(bench);
      const { event_id } = read(bench.provider, delivery);
      if (!event_id.startsWith(`${bench.provider.id}:`) || !WORD.test(event_id)) {
        throw new Error(
          `the event's id ${JSON.stringify(event_id)} must be "${bench.provider.id}:" and a word, at most 200 letters in all; events of all providers are in one table`,
        );
      }
      bench.time.now += HOUR_MS;
      expectEqual(
        read(bench.provider, bench.account.redeliver(delivery)).event_id,
        event_id,
        "the id of the event when it is redelivered",
      );
      const next = read(
        bench.provider,
        await bench.account.deliver("payment", bought.provider_payment_id),
      );
      expectEqual(
        next.event_id === event_id,
        false,
        "whether the next event of the same payment has the same id: it would be skipped as a redelivery",
      );
    },
  ),

  // A refund's delivery has no report, because the core reads the payment that the refund names.
  providerCase(
    "a refund is a reversal that names its payment (where `refund` is given)",
    async (bench) => {
      needPart(bench.account.refund, "refund");
      await expectReversal(bench, "refund");
    },
  ),

  providerCase(
    "a dispute is a reversal that names its payment (where `dispute` is given)",
    async (bench) => {
      needPart(bench.account.dispute, "dispute");
      await expectReversal(bench, "dispute");
    },
  ),

  // A webhook endpoint may receive every type of event. If an unused type caused an error, the
  // provider would redeliver the event for days.
  providerCase("an event of a type that is not used has the subject other", async (bench) => {
    const { delivery } = await announced(bench, "other");
    expectFields(
      read(bench.provider, delivery),
      { signed: true, subject: "other", report: null },
      "a delivery of a type that is not used",
    );
  }),

  // A field that a provider adds may hold personal data, so unknown fields must not be stored.
  providerCase("unknown fields are accepted, and not stored", async (bench) => {
    const { delivery } = await announced(bench);
    const plain = read(bench.provider, delivery);
    const odd = bench.account.sign(
      bytesOf(JSON.stringify(withUnknown(JSON.parse(textOf(delivery.body))))),
      "ours",
    );
    const extended = read(bench.provider, odd);
    expectEqual(
      extended,
      { ...plain, event_id: extended.event_id },
      "the same delivery with unknown fields; store only what is on a list",
    );
  }),
];

async function expectReversal(bench: Bench, kind: "refund" | "dispute"): Promise<void> {
  const { bought, delivery } = await announced(bench, kind);
  const { subject, provider_payment_id, report, reversal } = read(bench.provider, delivery);
  const { kind: described, state } = reversal ?? { kind: null, state: null };
  expectEqual(
    { subject, provider_payment_id, report, kind: described, state },
    {
      ...{ subject: "reversal", provider_payment_id: bought.provider_payment_id, report: null },
      ...{ kind, state: kind === "refund" ? "returned" : "open" },
    },
    `a delivery about a ${kind}`,
  );
  // If the API's report lacks the delivered refund or dispute, the core refuses the delivery for up
  // to a day, so that it is sent again.
  const asked = await reportOf(bench.provider, bought.provider_payment_id);
  expectEqual(
    lacksReversal({ reversal, report }, asked),
    false,
    `whether the report lacks the delivered ${kind}, since its \`reversals\` have another id or state (${JSON.stringify({ reversal, reversals: asked.reversals })})`,
  );
}

/** Returns a copy of a JSON value with an unknown field added to every object. */
function withUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknown);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => [name, withUnknown(inner)]);
  return { ...Object.fromEntries(fields), canary_field: "canary" };
}
