import type { WireAudit, WireAuditEntry } from "../../http/audit-records.ts";
import type { Command } from "../command.ts";
import { remote } from "./command.ts";
import { coloured, dollars, shortTime, word } from "./table.ts";

/** The command `payment-server audit PAYMENT_ID`, which prints the history of a payment. */
export const auditCommand: readonly [string, Command] = remote({
  name: "audit",
  summary: "tells the whole history of one payment",
  arguments: [["<payment_id>", "the id of the payment"]],
  async run({ server, args: [payment_id], json, print }) {
    const audit = await server.get<WireAudit>("/payments/audit", { payment_id });
    print(json ? JSON.stringify(audit, null, 2) : historyOf(audit));
    return 0;
  },
});

function historyOf({ payment, items }: WireAudit): string {
  const { payment_id, status, hold_reason, topup_id, user_id, amount_minor, net_minor } = payment;
  const { refunded_minor } = payment;
  const back = refunded_minor > 0 ? `, ${dollars(refunded_minor)} refunded` : "";
  return [
    `${coloured(payment_id, "bold")}  ${word(status)}${hold_reason === null ? "" : ` ${hold_reason}`}`,
    `topup ${topup_id} of user ${user_id}, ${dollars(amount_minor)} asked, ${dollars(net_minor) ?? "–"} received${back}`,
    "",
    ...items.map(lineOf),
  ].join("\n");
}

function lineOf({
  at,
  actor,
  admin_id,
  action,
  event_id,
  note,
  changes,
  ...entry
}: WireAuditEntry): string {
  const { from_status, to_status } = entry;
  const who = admin_id === null ? actor : `${actor} ${admin_id}`;
  const moved = from_status === to_status ? "" : `  ${from_status ?? ""} → ${word(to_status)}`;
  // The first entry contains the whole row, so its fields are left out. The head of the history
  // shows the most important ones.
  const fields = Object.entries(from_status === null ? {} : changes)
    .filter(([name]) => name !== "status")
    .map(([name, value]) => `${name}=${value}`);
  const details = [event_id, note === null ? null : JSON.stringify(note), ...fields];
  const given = details.filter((detail) => detail !== null);
  return `${shortTime(at)}  ${who} ${action}${moved}${given.length === 0 ? "" : `\n    ${given.join("  ")}`}`;
}
