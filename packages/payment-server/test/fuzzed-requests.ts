/**
 * Requests that no client sends: any method, path, query, header and body in any combination, and
 * spoiled deliveries.
 */
import type { Dice } from "./faults.ts";
import { BASE, type World } from "./world.ts";

const PATHS = [
  "/methods",
  "/checkout/create",
  "/payments/me",
  "/payments",
  "/events",
  "/webhook",
  "/redirect/success",
  "/redirect/cancel",
  "/reconcile",
  "/events/replay",
  "/events/close",
  "/payments/release",
  "/check",
  "/drift",
  "/payments/audit",
  "/payments/summary",
  "/openapi.json",
  "/prune",
  "",
  "/",
  "/nothing",
  "/webhook/",
];
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
const NASTY = [
  "",
  " ",
  "null",
  "-1",
  "1e999",
  "NaN",
  "0x10",
  "9007199254740993",
  "__proto__",
  "constructor",
  "' OR 1=1 --",
  "a\u0000b",
  "\ud800",
  "\u202Ea",
  "💥".repeat(50),
  "%",
  "../..",
  "<svg onload=1>",
  "x".repeat(5_000),
  "javascript:alert(1)",
  "//evil.example",
  "tu_ada",
  "pmt_a",
  "succeeded",
];
const VALUES: readonly unknown[] = [
  ...NASTY,
  0,
  -1,
  1.5,
  2 ** 53,
  1e308,
  true,
  false,
  null,
  [],
  {},
  [[]],
  { "": {} },
  ["dodo"],
  { toString: 1 },
  { length: 1e9 },
];
const FIELDS = [
  "method_id",
  "provider",
  "topup_id",
  "return_to",
  "payment_id",
  "decision",
  "note",
  "event_id",
  "limit",
  "older_than",
  "__proto__",
  "amount",
  "user_id",
  "metadata",
  "currency",
];
const QUERIES = [
  "limit",
  "cursor",
  "topup_id",
  "status",
  "user_id",
  "type",
  "sync_status",
  "payment_id",
  "ref",
  "provider",
  "__proto__",
];
const HEADERS: readonly [string, readonly string[]][] = [
  [
    "content-type",
    [
      "application/json",
      "text/plain",
      "application/json; charset=utf-16",
      "multipart/form-data; boundary=x",
      ";;;",
      "application/x-www-form-urlencoded",
    ],
  ],
  [
    "origin",
    [
      "null",
      "https://evil.example",
      "http://localhost:3000",
      "http://",
      "file://",
      "http://localhost:3000.evil.example",
    ],
  ],
  [
    "authorization",
    [
      "Bearer user:eve",
      "Bearer",
      "Basic eve",
      "Bearer user:",
      `Bearer ${"x".repeat(3_000)}`,
      "bearer admin ",
    ],
  ],
  ["cookie", ["session=user:eve", "session=", "session=%00", "session=user:eve; session=admin"]],
  ["webhook-id", ["msg_1", "a.b", "a b", "x".repeat(200), "1,2"]],
  ["webhook-timestamp", ["0", "-1", "1.5", "123abc", "99999999999999999999", "1795421760"]],
  [
    "webhook-signature",
    [
      "",
      "v1",
      "v1,",
      "v1,AAAA",
      "v1a,AAAA",
      "v1,".repeat(400),
      `v1,${"A".repeat(43)}=`,
      "v2,AAAA v1,AAAA",
    ],
  ],
  ["accept-language", ["*", "xx", ",,,;q=9", "ar-".repeat(300)]],
  ["accept", ["application/json", "*/*", "text/html;q=0"]],
];

/** Who is let in, so that what she asks for is looked at. */
const EVE: readonly [string, string][] = [
  ["content-type", "application/json"],
  ["authorization", "Bearer user:eve"],
];

/**
 * Returns a request of anything to anywhere. The user is no administrator, and the topups belong to
 * others.
 */
export function fuzzed(dice: Dice): Request {
  const method = pick(METHODS, dice);
  const query = Array.from(
    { length: dice(3) },
    () => `${encodeURIComponent(pick(QUERIES, dice))}=${escaped(pick(NASTY, dice))}`,
  ).join("&");
  const headers = new Headers();
  for (const [name, values] of HEADERS) if (dice(3) === 0) headers.set(name, pick(values, dice));
  if (dice(2) === 0) for (const [name, value] of EVE) headers.set(name, value);
  const url = `${BASE}${pick(PATHS, dice)}${dice(8) === 0 ? `/${escaped(pick(NASTY, dice))}` : ""}?${query}`;
  return new Request(url, {
    method,
    headers,
    ...(method === "GET" || method === "HEAD" ? {} : { body: bodyOf(dice) }),
  });
}

function bodyOf(dice: Dice): string | Uint8Array<ArrayBuffer> {
  const fields = Array.from(
    { length: dice(6) },
    () => `${JSON.stringify(pick(FIELDS, dice))}:${JSON.stringify(pick(VALUES, dice))}`,
  );
  const text = dice(4) === 0 ? (JSON.stringify(pick(VALUES, dice)) ?? "") : `{${fields.join(",")}}`;
  if (dice(4) === 0) return text.slice(0, dice(text.length + 1));
  return dice(8) === 0 ? Uint8Array.from({ length: dice(64) }, () => dice(256)) : text;
}

/**
 * Returns a delivery that was signed, and then changed in one place, or signed for another time.
 */
export function spoiled(world: World, dice: Dice): Request {
  const body = JSON.stringify({
    business_id: world.dodo.business_id,
    type: "payment.succeeded",
    data: {
      payload_type: "Payment",
      payment_id: `pay_${dice(9)}`,
      status: "succeeded",
      metadata: { payment_id: "pmt_a" },
    },
  });
  const now = Math.floor(world.clock.now() / 1_000);
  const old = dice(4) === 0;
  const headers = new Headers(
    world.dodo.sign({
      body,
      webhook_id: `msg_${dice(1_000)}`,
      timestamp: old ? now - 400 - dice(10_000) : now,
    }),
  );
  const bytes = new TextEncoder().encode(body);
  const place = old
    ? "none"
    : pick(["body", "webhook-id", "webhook-timestamp", "webhook-signature"], dice);
  const at = dice(bytes.length);
  if (place === "body") bytes.set([(bytes[at] ?? 0) ^ 0x5a], at);
  else if (place === "webhook-timestamp") headers.set(place, String(now + 1 + dice(200)));
  else if (place !== "none") headers.set(place, `${headers.get(place)}x`);
  const gone =
    dice(6) === 0 ? pick(["webhook-id", "webhook-timestamp", "webhook-signature"], dice) : null;
  if (gone !== null) headers.delete(gone);
  return new Request(`${BASE}/webhook`, { method: "POST", headers, body: bytes });
}

function pick<T>(items: readonly T[], dice: Dice): T {
  const found = items[dice(items.length)];
  if (found === undefined) throw new Error("there is nothing to choose from");
  return found;
}

/** As `encodeURIComponent`, which refuses half a character. */
function escaped(text: string): string {
  return encodeURIComponent(new TextDecoder().decode(new TextEncoder().encode(text)));
}
