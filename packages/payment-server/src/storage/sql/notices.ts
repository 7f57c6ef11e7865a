import type { Storage } from "../../core/storage.ts";
import type { DueNotices } from "../../core/storage-records.ts";
import { write, type SqlRow } from "./driver.ts";
import type { SqlRunner } from "./runner.ts";

/**
 * Returns the methods of the storage that reserve due notices, and record which of them were sent.
 */
export function noticeVerbs({
  sql,
  run,
}: SqlRunner): Pick<Storage, "takeNotices" | "storeNotified"> {
  return {
    async takeNotices(subject, { only, limit, lease_ms }) {
      const texts =
        only === null
          ? [sql.correctNotices[subject], sql.takeNotices[subject]]
          : [sql.takeNoticesOf[subject]];
      return (await run(texts.map((text) => write(text, { only, limit, lease_ms })))).map(toDue);
    },
    async storeNotified(subject, { id, lease }, progress) {
      const [row] = await run([write(sql.storeNotified[subject], { id, lease, ...progress })]);
      const until = row?.[0] ?? null;
      return until === null ? null : Number(until);
    },
  };
}

function toDue([id, from_version, attempts, lease]: SqlRow): DueNotices {
  return { id, from_version, attempts, lease } as DueNotices;
}
