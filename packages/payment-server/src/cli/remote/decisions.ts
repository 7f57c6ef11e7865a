import { PaymentError } from "../../errors.ts";
import type { WireAudit } from "../../http/audit-records.ts";
import type { WireEvent, WirePayment } from "../../http/records.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { numberOf, remote, textOf, type Given } from "./command.ts";
import { word } from "./table.ts";

/** The price, the credits and the user of a payment, or of the host's topup. */
interface Sale {
  usd_cents: number;
  credits: number;
  user_id: string;
}

/** The command `payment-server release PAYMENT_ID`, which credits or dismisses a payment. */
export const releaseCommand: readonly [string, Command] = remote({
  name: "release",
  summary: "credits or dismisses a held payment",
  arguments: [["<payment_id>", "the id of the payment"]],
  flags: [
    [
      "--decision <decision>",
      "credit: adds the credits of the topup, once; dismiss: closes it for good",
    ],
    ["--note <text>", "why, for the audit"],
    [
      "--usd-cents <number>",
      "of the topup as you have seen it, if it was edited since the checkout",
    ],
    ["--credits <number>", "of that topup"],
    ["--user-id <id>", "of that topup"],
  ],
  async run(run) {
    const { server, args, json, print } = run;
    const payment_id = args[0] ?? "";
    const body = { payment_id, ...decisionOf(run), ...topupOf(run) };
    const { payment: before } = await server.get<WireAudit>("/payments/audit", { payment_id });
    const { payment } = await server
      .post<{ payment: WirePayment }>("/payments/release", body)
      .catch((error: unknown) => {
        throw explained(error);
      });
    const done =
      payment.status === before.status
        ? `was ${word(payment.status)} already; finishTopup() was not called.`
        : `is ${word(payment.status)} now.`;
    print(json ? JSON.stringify(payment, null, 2) : `${payment_id} ${done}`);
    return 0;
  },
});

/** The command `payment-server replay EVENT_ID`, which processes a stored event again. */
export const replayCommand: readonly [string, Command] = remote({
  name: "replay",
  summary: "decides a delivery again, by the present state of its payment at Dodo",
  arguments: [["<event_id>", "the id of the event, such as dodo:msg_1"]],
  async run({ server, args: [event_id], json, print }) {
    const { event } = await server.post<{ event: WireEvent }>("/events/replay", { event_id });
    const error = event.sync_error === null ? "" : ` (${event.sync_error})`;
    print(
      json
        ? JSON.stringify(event, null, 2)
        : `${event.event_id} is ${word(event.sync_status)}${error} now.`,
    );
    return 0;
  },
});

/**
 * The command `payment-server close EVENT_ID`, which closes an unmatched event and other unmatched
 * events about the same provider payment.
 */
export const closeCommand: readonly [string, Command] = remote({
  name: "close",
  summary: "closes an unmatched delivery, and the others about its payment, without credits",
  arguments: [["<event_id>", "the id of the event, such as dodo:msg_1"]],
  flags: [["--note <text>", "why, for the audit"]],
  async run(run) {
    const { server, args, json, print } = run;
    const body = { event_id: args[0], note: noteOf(run) };
    const { event } = await server.post<{ event: WireEvent }>("/events/close", body);
    print(json ? JSON.stringify(event, null, 2) : `${event.event_id} is closed now.`);
    return 0;
  },
});

function decisionOf(given: Given): { decision: "credit" | "dismiss"; note: string } {
  const decision = textOf(given.flags["decision"]);
  if (decision !== "credit" && decision !== "dismiss")
    throw new UsageError("Give the decision: --decision credit or --decision dismiss.");
  return { decision, note: noteOf(given) };
}

function noteOf({ flags }: Given): string {
  const note = textOf(flags["note"])?.trim();
  if (note === undefined || note === "")
    throw new UsageError("Say why, for the audit: --note with some words.");
  return note;
}

/**
 * Returns the topup's price, credits and user from their flags, or none of them if none of the
 * flags was given. Throws a `UsageError` if only some of the flags were given, or if the price or
 * the credits are not a valid number.
 */
function topupOf(given: Given): { topup?: Sale } {
  const { usdCents, credits, userId } = given.flags;
  if (usdCents === undefined && credits === undefined && userId === undefined) return {};
  const amount = Number(textOf(credits) ?? "");
  const user_id = textOf(userId);
  if (
    usdCents === undefined ||
    credits === undefined ||
    user_id === undefined ||
    !Number.isFinite(amount)
  )
    throw new UsageError(
      "Give the topup that you have seen as a whole: --usd-cents, --credits and --user-id.",
    );
  const usd_cents = numberOf(given, "usd-cents", { usual: 0, least: 0, most: 999_999_999 });
  return { topup: { usd_cents, credits: amount, user_id } };
}

/**
 * Returns the error of a release. If the release was refused because the topup was edited, the
 * message also has the old and the new values.
 */
function explained(error: unknown): unknown {
  if (!(error instanceof PaymentError)) return error;
  const { payment, topup } = Object(error.details) as { payment?: Sale; topup?: Sale };
  if (payment === undefined || topup === undefined) return error;
  const saleOf = ({ usd_cents, credits, user_id }: Sale): string =>
    `--usd-cents ${usd_cents} --credits ${credits} --user-id ${user_id}`;
  return new PaymentError(
    error.code,
    `${error.message}\n  paid for:  ${saleOf(payment)}\n  topup now: ${saleOf(topup)}\nTo credit the topup as it is now, repeat the command with the flags of the second line.`,
    { cause: error },
  );
}
