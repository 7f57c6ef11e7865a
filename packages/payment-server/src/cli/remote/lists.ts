import { HOLD_REASONS } from "../../explanations/hold-reasons.ts";
import type { WireAudit } from "../../http/audit-records.ts";
import type { WireEvent, WirePayment } from "../../http/records.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { numberOf, remote, textOf, type Given, type Run } from "./command.ts";
import { coloured, dollars, shortTime, table } from "./table.ts";

interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** Draws rows as a table. */
type Draw<Item> = (items: readonly Item[]) => string;

const PAGES = [
  ["--limit <number>", "of rows, 1 to 200; default 50"],
  ["--cursor <cursor>", "of an earlier page, to continue after it"],
  ["--jsonl", "prints every row of all pages as a line of JSON"],
] as const;

/** The command `payment-server payments`, which lists or exports payments. */
export const paymentsCommand: readonly [string, Command] = remote({
  name: "payments",
  summary: "lists payments, newest first, or exports them",
  flags: [
    ["--status <status>", "such as paid, held or crediting"],
    ["--user-id <id>", "of the host's user"],
    ["--topup-id <id>", "of the host's topup"],
    ...PAGES,
  ],
  async run(run) {
    const { flags } = run;
    const filter = {
      status: textOf(flags["status"]),
      user_id: textOf(flags["userId"]),
      topup_id: textOf(flags["topupId"]),
    };
    return await list<WirePayment>(run, "/payments", filter, paymentTable);
  },
});

/** The command `payment-server events`, which lists or exports the stored events. */
export const eventsCommand: readonly [string, Command] = remote({
  name: "events",
  summary: "lists the deliveries of Dodo, newest first, or exports them",
  flags: [
    ["--sync-status <status>", "such as failed or held"],
    ["--type <type>", "such as payment.succeeded"],
    ["--payment-id <id>", "of one payment"],
    ...PAGES,
  ],
  async run(run) {
    const { flags } = run;
    const filter = {
      sync_status: textOf(flags["syncStatus"]),
      type: textOf(flags["type"]),
      payment_id: textOf(flags["paymentId"]),
    };
    return await list<WireEvent>(run, "/events", filter, eventTable);
  },
});

/**
 * The command `payment-server held`, which lists held payments, payments that stay `crediting`, and
 * unmatched events.
 */
export const heldCommand: readonly [string, Command] = remote({
  name: "held",
  summary:
    "lists what needs a person: held payments, those not credited for 15 minutes, unmatched deliveries",
  async run({ server, json, print }) {
    const payments = await everyItem<WirePayment>(server, "/payments", { status: "held" });
    const stuck = await stuckPayments(server);
    const events = await everyItem<WireEvent>(server, "/events", { sync_status: "held" });
    const unmatched = events.filter(({ payment_id }) => payment_id === null);
    if (json) print(JSON.stringify({ payments, stuck, events: unmatched }, null, 2));
    else print(heldText(payments, stuck, unmatched));
    return 0;
  },
});

/** How long a payment may be `crediting` before a person should look at it, in milliseconds. */
const STUCK_MS = 900_000;

/** Returns the payments that have been `crediting` for at least 15 minutes. */
async function stuckPayments(server: Run["server"]): Promise<WirePayment[]> {
  const crediting = await everyItem<WirePayment>(server, "/payments", { status: "crediting" });
  const stuck: WirePayment[] = [];
  for (const payment of crediting) {
    const { payment_id } = payment;
    const { items } = await server.get<WireAudit>("/payments/audit", { payment_id });
    const since = items.findLast(
      ({ from_status, to_status }) => to_status === "crediting" && from_status !== to_status,
    );
    const now = Date.now();
    if (now - Date.parse(since?.at ?? payment.updated_at) >= STUCK_MS) stuck.push(payment);
  }
  return stuck;
}

/** Returns the items of all pages of a list. */
async function everyItem<Item>(
  server: Run["server"],
  path: string,
  filter: Readonly<Record<string, string>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Item> = await server.get(path, { ...filter, limit: "200", cursor });
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

function heldText(
  payments: readonly WirePayment[],
  stuck: readonly WirePayment[],
  unmatched: readonly WireEvent[],
): string {
  if (payments.length + stuck.length + unmatched.length === 0) return "Nothing needs a person.";
  // The lists are newest first, so they are reversed to show the oldest entries first.
  const blocks = payments.toReversed().map((payment) => {
    const { payment_id, topup_id, user_id, hold_reason, net_minor, amount_minor } = payment;
    const back = payment.refunded_minor > 0 ? `, ${dollars(payment.refunded_minor)} refunded` : "";
    const { sentence = "", fix = "" } = hold_reason === null ? {} : HOLD_REASONS[hold_reason];
    return [
      `${coloured(payment_id, "bold")}  ${hold_reason ?? ""}  ${dollars(net_minor) ?? "–"} of ${dollars(amount_minor)}${back}  since ${shortTime(payment.updated_at)}`,
      `  topup ${topup_id} of user ${user_id}`,
      `  ${sentence}`,
      `  ${fix}`,
      `  payment-server release ${payment_id} --decision credit|dismiss --note "…"`,
    ].join("\n");
  });
  const waiting = stuck
    .toReversed()
    .map(({ payment_id, topup_id, user_id, net_minor, created_at }) =>
      [
        `${coloured(payment_id, "bold")}  ${dollars(net_minor) ?? "–"} paid and not credited, opened ${shortTime(created_at)}`,
        `  topup ${topup_id} of user ${user_id}`,
        `  finishTopup() fails or was cut off, and is called again; its error is in your log.`,
        `  payment-server reconcile once it works; or payment-server release ${payment_id} --decision credit|dismiss --note "…"`,
      ].join("\n"),
    );
  const events = unmatched
    .toReversed()
    .map(
      ({ event_id, type, created_at }) =>
        `${coloured(event_id, "bold")}  ${type}  unmatched since ${shortTime(created_at)}\n  payment-server explain unmatched; then payment-server replay ${event_id}, or payment-server close ${event_id} --note "…"`,
    );
  return [...blocks, ...waiting, ...events].join("\n\n");
}

/**
 * Prints one page as a table or as JSON. With `--jsonl`, prints all pages as lines of JSON. Returns
 * the exit code.
 */
async function list<Item>(
  run: Run,
  path: string,
  filter: Readonly<Record<string, string | undefined>>,
  toTable: Draw<Item>,
): Promise<number> {
  const { server, json, print, flags } = run;
  if (flags["jsonl"] === true) return await exportAll(run, path, filter);
  const limit = String(numberOf(run, "limit", { usual: 50, least: 1, most: 200 }));
  const cursor = textOf(flags["cursor"]);
  const page = await server.get<Page<Item>>(path, { ...filter, limit, cursor });
  if (json) print(JSON.stringify(page, null, 2));
  else {
    print(page.items.length === 0 ? "There are none." : toTable(page.items));
    if (page.next_cursor !== null) print(`More: --cursor ${page.next_cursor}`);
  }
  return 0;
}

async function exportAll(
  { server, print, progress, flags }: Run & Given,
  path: string,
  filter: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  if (flags["json"] === true) throw new UsageError("--json and --jsonl exclude each other.");
  let cursor = textOf(flags["cursor"]);
  let count = 0;
  do {
    const page: Page<unknown> = await server.get(path, { ...filter, limit: "200", cursor });
    for (const item of page.items) print(JSON.stringify(item));
    count += page.items.length;
    progress(`${count} rows`);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return 0;
}

function paymentTable(items: readonly WirePayment[]): string {
  return table(
    ["payment", "status", "reason", "asked", "received", "returned", "topup", "user", "created"],
    items.map((item) => [
      item.payment_id,
      item.status,
      item.hold_reason,
      dollars(item.amount_minor),
      dollars(item.net_minor),
      item.refunded_minor === 0 ? null : dollars(item.refunded_minor),
      item.topup_id,
      item.user_id,
      shortTime(item.created_at),
    ]),
  );
}

function eventTable(items: readonly WireEvent[]): string {
  return table(
    ["event", "type", "status", "error", "payment", "deliveries", "first"],
    items.map((item) => [
      item.event_id,
      item.type,
      item.sync_status,
      item.sync_error,
      item.payment_id,
      item.attempts,
      shortTime(item.created_at),
    ]),
  );
}
