import type { WireDrift, WireDriftItem } from "../../http/inspection-records.ts";
import { PaymentError } from "../../errors.ts";
import type { Command } from "../command.ts";
import { numberOf, remote, textOf } from "./command.ts";
import { dollars, shortTime, table } from "./table.ts";

/**
 * The number of payments that one request checks or deletes. The server ends the work of a request
 * after some seconds.
 */
const PER_REQUEST = 100;

/** `payment-server reconcile`. The exit code is 1 if a payment could not be checked. */
export const reconcileCommand: readonly [string, Command] = remote({
  name: "reconcile",
  summary: "checks the payments that are due, and looks for paid ones that no row has",
  flags: [["--limit <number>", "of payments, 1 to 1000000; default 100"]],
  async run(run) {
    const { server, json, print, progress } = run;
    const limit = numberOf(run, "limit", { usual: 100, least: 1, most: 1_000_000 });
    const total = { checked: 0, credited: 0, held: 0, failed: 0 };
    for (let left = limit; left > 0;) {
      const part = await server.post<typeof total>("/reconcile", {
        limit: Math.min(left, PER_REQUEST),
      });
      for (const name of ["checked", "credited", "held", "failed"] as const)
        total[name] += part[name];
      // A payment whose check has failed is due again later, so a run ends once nothing was checked.
      if (part.checked === 0) break;
      left -= part.checked + part.failed;
      progress(`${total.checked} of at most ${limit} checked, ${total.credited} credited`);
    }
    const { checked, credited, held, failed } = total;
    print(
      json
        ? JSON.stringify(total, null, 2)
        : `${checked} checked, ${credited} credited, ${held} held, ${failed} failed.${failed === 0 ? "" : " Those that failed are checked again by later runs; the log of the server says why."}`,
    );
    return failed === 0 ? 0 : 1;
  },
});

/** `payment-server drift`. The exit code is 1 if something disagrees or could not be compared. */
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

/** `payment-server prune`. */
export const pruneCommand: readonly [string, Command] = remote({
  name: "prune",
  summary: "deletes old deliveries that are decided",
  flags: [
    ["--events-older-than-days <days>", "at least 15; default 90"],
    ["--limit <number>", "of events, 1 to 1000000; default 100000"],
  ],
  async run(run) {
    const { server, json, print, progress } = run;
    const limit = numberOf(run, "limit", { usual: 100_000, least: 1, most: 1_000_000 });
    const days = numberOf(run, "events-older-than-days", { usual: 90, least: 15, most: 36_500 });
    const total = { events: 0, more: true };
    while (total.more && total.events < limit) {
      const part = await server.post<typeof total>("/prune", {
        events_older_than_days: days,
        limit: Math.min(limit - total.events, 10_000),
      });
      total.events += part.events;
      total.more = part.more;
      progress(`${total.events} deleted`);
    }
    print(
      json
        ? JSON.stringify(total, null, 2)
        : `${total.events} events deleted.${total.more ? " There may be more." : ""}`,
    );
    return 0;
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
