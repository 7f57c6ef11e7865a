import type { Command } from "../command.ts";
import { numberOf, remote } from "./command.ts";

/**
 * The command `payment-server prune`, which deletes old events with the status `applied` or
 * `ignored`.
 */
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
