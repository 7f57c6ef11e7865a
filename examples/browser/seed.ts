// Writes a thousand payments of the last 30 days straight into the storage, as requests would have
// left them.
import { DatabaseSync } from "node:sqlite";
import { createBooks } from "@x/example-shared/sqlite-books";
import type { AuditEntry, Payment, Storage } from "@x/payment-server";
import { sqliteStorage } from "@x/payment-server/storage/sqlite";
import { stories, unmatchedEvents, type Story } from "./stories.ts";

/** Writes the payments, their topups and their deliveries. `now` is in Unix milliseconds. */
export async function seedPayments(file: string, now: number): Promise<void> {
  const db = new DatabaseSync(file);
  // Nothing here has to outlive a power cut, and waiting for the disk would take most of the time.
  db.exec("PRAGMA synchronous = OFF");
  createBooks(db);
  const topup = db.prepare("INSERT OR IGNORE INTO topups VALUES (?, ?, ?, ?, ?, NULL)");
  const storage = sqliteStorage(db);
  await storage.migrate();
  for (const story of stories(now)) {
    const { topup_id, user_id, credits, amount_minor } = story.payment;
    topup.run(topup_id, user_id, credits, amount_minor, story.topup_status);
    await tell(storage, story);
  }
  for (const event of unmatchedEvents(now)) await storage.recordEvent(event, false);
  await storage.close();
  db.close();
}

/** Writes the payment as it was created, and then each step with its audit and its delivery. */
async function tell(storage: Storage, { payment, steps }: Story): Promise<void> {
  await storage.insertPayment(payment, entryOf(null, payment, "reserve", "create", null));
  let before = payment;
  let fence = 0;
  for (const { at, action, change, event = null } of steps) {
    const { payment_id, version } = before;
    const next: Payment = {
      ...before,
      ...change,
      version: version + 1,
      write_id: `${payment_id}_${version}`,
      updated_at: at,
    };
    const audit = entryOf(before, next, action, "webhook", event?.event_id ?? null);
    const write = { next, audit, event, notify: false };
    if (action === "claim")
      fence = (await storage.claimCredit(write, 1, "guarded")).credit?.fence ?? 0;
    else if (action === "close") await storage.closeCredit(write, fence);
    else await storage.changePayment(write);
    before = next;
  }
}

function entryOf(
  before: Payment | null,
  next: Payment,
  action: string,
  actor: AuditEntry["actor"],
  event_id: string | null,
): AuditEntry {
  const changed = Object.entries(next).filter(
    ([key, value]) => before === null || Reflect.get(before, key) !== value,
  );
  return {
    payment_id: next.payment_id,
    version: next.version,
    at: next.updated_at,
    actor,
    action,
    from_status: before?.status ?? null,
    to_status: next.status,
    event_id,
    note: null,
    changes: Object.fromEntries(changed),
  };
}
