import type { WireDrift, WireDriftItem } from "../../http/inspection-records.ts";
import { PaymentError } from "../../errors.ts";
import type { Command } from "../command.ts";
import { remote, textOf } from "./command.ts";
import { dollars, shortTime, table } from "./table.ts";

/**
 * The command `payment-server drift`, which prints the drift report. The exit code is 1 if
 * something disagrees or could not be compared.
 */
export const driftCommand: readonly [string, Command] = remote({
  name: "drift",
  summary: "lists where Dodo's payments, our rows and your topups disagree",
  flags: [["--since <time>", "a day such as 2026-11-01, or a time; default 15 days ago"]],
  async run({ server, flags, json, print, progress }) {
    const items: WireDriftItem[] = [];
    let [checked, failed] = [0, 0];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? { since: textOf(flags["since"]) } : { cursor };
      const part: WireDrift = await server.get("/drift", { ...query, limit: "100" });
      items.push(...part.items);
      checked += part.checked;
      failed += part.failed;
      progress(`${checked} payments compared, ${items.length} disagree`);
      if (part.next_cursor !== null && part.next_cursor === cursor)
        throw new PaymentError(
          "busy",
          "The server compares too slowly to finish one page: raise `provider_calls_per_second`, or try again later.",
        );
      cursor = part.next_cursor ?? undefined;
    } while (cursor !== undefined);
    const end = `${checked} payments compared, ${items.length} disagree, ${failed} could not be compared.`;
    if (json) print(JSON.stringify({ items, checked, failed }, null, 2));
    else
      print(
        items.length === 0
          ? end
          : `${driftTable(items)}\n${end} The README of the package says what to do about each kind.`,
      );
    return items.length === 0 && failed === 0 ? 0 : 1;
  },
});

function driftTable(items: readonly WireDriftItem[]): string {
  return table(
    [
      "kind",
      "reason",
      "difference",
      "payment",
      "status",
      "at Dodo",
      "topup",
      "its status",
      "since",
    ],
    items.map((item) => [
      item.kind,
      item.reason,
      dollars(item.difference_minor),
      item.payment_id,
      item.status,
      item.provider_status,
      item.topup_id,
      item.topup_status,
      shortTime(item.since),
    ]),
  );
}
