/** A hundred thousand requests that nobody in his right mind sends: each is refused with a code, and nothing is written. */
import { expect, test } from "vitest";
import { around, createDice, type Dice } from "../../test/faults.ts";
import { BASE, createWorld, type World } from "../../test/world.ts";
import { ERROR_STATUS, memoryStorage, type Storage } from "../index.ts";

const REQUESTS = 100_000;
/** So many at once, as a server has them. */
const CROWD = 50;
const READING: ReadonlySet<string> = new Set([
  "findPayments",
  "readPayment",
  "readPaymentByRef",
  "listAttempts",
  "readCredit",
  "readEvent",
  "listPayments",
  "listEvents",
  "listAudit",
  "summary",
]);

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
  "/payments/release",
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
/** Every way to be refused that is in reach; a run that does not come to it proves nothing of it. */
const REFUSALS = [
  "forbidden_origin",
  "invalid_cursor",
  "invalid_json",
  "invalid_request",
  "invalid_signature",
  "method_not_allowed",
  "not_found",
  "topup_not_found",
  "unauthorized",
  "unknown_method",
  "unsupported_media_type",
];

test("[V11] a hundred thousand fuzzed requests: no 5xx, a code of ours on each refusal, no write, no call to Dodo, nothing unhandled", async () => {
  const written: string[] = [];
  const watched: Storage = around(memoryStorage(), async (verb, run) => {
    if (!READING.has(verb)) written.push(verb);
    return await run();
  });
  await using world = await createWorld({ service: { storage: watched } });
  for (const user_id of ["ada", "bob"]) world.host.addTopup({ topup_id: `tu_${user_id}`, user_id });
  const unhandled: unknown[] = [];
  const note = (error: unknown): unknown => unhandled.push(error);
  process.on("unhandledRejection", note).on("uncaughtException", note);
  const dice = createDice(11);
  const wrong = new Map<string, number>();
  const codes = new Set<string>();
  for (let sent = 0; sent < REQUESTS; sent += CROWD) {
    const requests = Array.from({ length: CROWD }, () =>
      dice(4) === 0 ? spoiled(world, dice) : fuzzed(dice),
    );
    for (const answered of await Promise.all(
      requests.map(async (request) => await judged(world, request, codes)),
    ))
      if (answered !== null) wrong.set(answered, (wrong.get(answered) ?? 0) + 1);
  }
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note).off("uncaughtException", note);
  expect([...wrong]).toEqual([]);
  expect([...codes]).toEqual(expect.arrayContaining(REFUSALS));
  expect([written, unhandled, world.host.calls]).toEqual([[], [], []]);
  expect(
    await world.dodo
      .fetch(
        new Request(`${world.dodo.url}/payments`, {
          headers: { authorization: `Bearer ${world.dodo.api_key}` },
        }),
      )
      .then(async (response) => await response.json()),
  ).toMatchObject({ items: [] });
}, 120_000);

/** What is wrong with the answer, or `null`; the code of a refusal is noted. */
async function judged(world: World, request: Request, codes: Set<string>): Promise<string | null> {
  const where = `${request.method} ${new URL(request.url).pathname}`;
  const response = await world.payment.fetch(request);
  const text = await response.text();
  if (response.status >= 500) return `${where}: ${response.status} ${text.slice(0, 200)}`;
  if (
    response.status < 400 ||
    request.method === "HEAD" ||
    !response.headers.get("content-type")?.includes("json")
  )
    return null;
  const { code, error, request_id } = JSON.parse(text) as Record<string, unknown>;
  const ours =
    typeof code === "string" &&
    Reflect.get(ERROR_STATUS, code) === response.status &&
    typeof error === "string" &&
    typeof request_id === "string";
  if (ours) codes.add(code);
  return ours ? null : `${where}: ${response.status} without a code of ours`;
}

/** Anything to anywhere. Nobody is an administrator, and the topups are other users'. */
function fuzzed(dice: Dice): Request {
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

/** A delivery that was truly signed, and then changed in one place, or signed for another time. */
function spoiled(world: World, dice: Dice): Request {
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
