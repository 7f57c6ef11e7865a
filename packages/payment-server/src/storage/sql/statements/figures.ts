import { OUTCOMES } from "../../../core/figures/day-figures.ts";
import { DAY_MS } from "../../../core/figures/days.ts";
import type { Fragments } from "./fragments.ts";

/** The statement that counts the figures of days. */
export interface FigureStatements {
  dayFigures: string;
}

/**
 * Builds the SELECT of the figures of days. Each part reads one range of an index on `created_at`,
 * so its cost grows with the range and not with the table.
 */
export function figureStatements({ payments, credits, events }: Fragments): FigureStatements {
  const range = (table: string): string =>
    `${table}.created_at >= :from_at AND ${table}.created_at < :until_at`;
  const place = `CASE status ${OUTCOMES.map((status, index) => `WHEN '${status}' THEN ${index}`).join(" ")} END`;
  return {
    // The columns `a` to `d` have another meaning in each part; D1 allows at most five parts.
    dayFigures: `SELECT 'topups' AS what, day, CAST(place AS TEXT) AS word, COUNT(*) AS a, 0 AS b, 0 AS c, 0 AS d
        FROM (SELECT MIN(created_at) / ${DAY_MS} AS day, MIN(${place}) AS place FROM ${payments} WHERE ${range(payments)} GROUP BY topup_id) topups
        GROUP BY day, place
      UNION ALL SELECT 'money', created_at / ${DAY_MS}, '', SUM(net_minor), SUM(refunded_minor), 0, 0
        FROM ${payments} WHERE ${range(payments)} AND net_minor IS NOT NULL GROUP BY created_at / ${DAY_MS}
      UNION ALL SELECT 'times', day, '', ${percentile("credit", 50)}, ${percentile("credit", 95)}, ${percentile("checkout", 50)}, ${percentile("checkout", 95)}
        FROM (SELECT day, credit_ms, checkout_ms, COUNT(*) OVER (PARTITION BY day) AS total,
            ROW_NUMBER() OVER (PARTITION BY day ORDER BY credit_ms) AS credit_place, ROW_NUMBER() OVER (PARTITION BY day ORDER BY checkout_ms) AS checkout_place
          FROM (SELECT p.created_at / ${DAY_MS} AS day, c.updated_at - c.created_at AS credit_ms, c.updated_at - p.created_at AS checkout_ms
            FROM ${payments} p JOIN ${credits} c ON c.topup_id = p.topup_id AND c.payment_id = p.payment_id
            WHERE ${range("p")} AND p.status = 'paid' AND c.state = 'done') durations) placed
        GROUP BY day
      UNION ALL SELECT 'events', created_at / ${DAY_MS}, sync_status, COUNT(*), 0, 0, 0
        FROM ${events} WHERE ${range(events)} GROUP BY created_at / ${DAY_MS}, sync_status`,
  };
}

/**
 * Returns the expression for the smallest duration that at least `share` percent of the durations
 * do not exceed.
 */
function percentile(name: "credit" | "checkout", share: number): string {
  return `MAX(CASE WHEN ${name}_place = (total * ${share} + 99) / 100 THEN ${name}_ms END)`;
}
