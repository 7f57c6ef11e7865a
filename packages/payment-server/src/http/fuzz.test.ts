/**
 * A hundred thousand requests that no client sends: each is refused with a code, and nothing is
 * written.
 */
import { expect, test } from "vitest";
import { around, createDice } from "../../test/faults.ts";
import { fuzzed, spoiled } from "../../test/fuzzed-requests.ts";
import { createWorld, type World } from "../../test/world.ts";
import { ERROR_STATUS, memoryStorage, type Storage } from "../index.ts";

const REQUESTS = 100_000;
/** Requests that run at the same time, as on a server. */
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
  "dayFigures",
]);

/**
 * The codes that a run has to produce; otherwise it proves nothing about them.
 */
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
});

/** Returns what is wrong with the answer, or `null`. Adds the code of a refusal to `codes`. */
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
