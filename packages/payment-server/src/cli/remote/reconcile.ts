import type { Command } from "../command.ts";
import { numberOf, remote } from "./command.ts";

/**
 * The largest number of due payments that one request checks. The server stops a request's run
 * after 20 s.
 */
const PER_REQUEST = 100;

/**
 * The command `payment-server reconcile`, which checks the payments that are due and scans the
 * provider's recent payments. The exit code is 1 if a payment could not be checked, if a request
 * ran out of time, or if a page of recent payments could not be read.
 */
export const reconcileCommand: readonly [string, Command] = remote({
  name: "reconcile",
  summary: "checks the payments that are due, and looks for paid ones that no row has",
  flags: [["--limit <number>", "of payments, 1 to 1000000; default 100"]],
  async run(run) {
    const { server, json, print, progress } = run;
    const limit = numberOf(run, "limit", { usual: 100, least: 1, most: 1_000_000 });
    const total = { checked: 0, credited: 0, held: 0, failed: 0 };
    for (let left = limit; left > 0;) {
      const asked = Math.min(left, PER_REQUEST);
      const part = await server.post<typeof total>("/reconcile", { limit: asked });
      for (const name of ["checked", "credited", "held", "failed"] as const)
        total[name] += part[name];
      // The loop ends if a request has checked nothing. Then no payment is due, or every check has
      // failed or was not made in time. A payment whose check has failed is due again only later.
      // The loop also ends if a request has checked less than was asked and no check has failed,
      // because then probably no more payments are due. Recent payments that every run looks up,
      // such as one with a partial refund, count as checked.
      if (part.checked === 0 || (part.checked < asked && part.failed === 0)) break;
      left -= part.checked + part.failed;
      progress(`${total.checked} of at most ${limit} checked, ${total.credited} credited`);
    }
    const { checked, credited, held, failed } = total;
    print(
      json
        ? JSON.stringify(total, null, 2)
        : `${checked} checked, ${credited} credited, ${held} held, ${failed} failed.${failed === 0 ? "" : " Those that failed are checked again by later runs; the log of the server says why, unless the server has stopped a run after 20 s."}`,
    );
    return failed === 0 ? 0 : 1;
  },
});
