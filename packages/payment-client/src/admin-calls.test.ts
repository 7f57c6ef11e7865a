// What each call of an administrator sends, and what becomes of answers that are none.
import { describe, expect, test } from "vitest";
import { BASE } from "../../payment-server/test/world.ts";
import { failureOf } from "../test/client-bench.ts";
import { createAdminClient, type AdminClient } from "./admin.ts";
import type { PaymentClientOptions } from "./client.ts";
import { PaymentClientError } from "./errors.ts";

/** A request as a server sees it. */
interface Sent {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  authorization: string | null;
}

/** A client whose requests are recorded, and answered one after the other; the last answer stays. */
function clientOf(
  answers: (() => Response | Promise<Response>)[],
  options: PaymentClientOptions = {},
): { admin: AdminClient; sent: Sent[]; signals: AbortSignal[] } {
  const sent: Sent[] = [];
  const signals: AbortSignal[] = [];
  const admin = createAdminClient({
    endpoint: BASE,
    token: "admin",
    fetch: async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      const text = await request.text();
      sent.push({
        method: request.method,
        path: pathname.slice("/v1/payment".length),
        query: Object.fromEntries(searchParams),
        body: text === "" ? null : JSON.parse(text),
        authorization: request.headers.get("authorization"),
      });
      signals.push(request.signal);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return (await answer?.()) ?? new Response(null, { status: 500 });
    },
    ...options,
  });
  return { admin, sent, signals };
}

const json =
  (body: unknown, status = 200) =>
  (): Response =>
    Response.json(body, { status });

describe("a call sends", () => {
  test.each<[string, (admin: AdminClient) => Promise<unknown>, object, Partial<Sent>]>([
    ["check", (admin) => admin.check(), { findings: [] }, { method: "GET", path: "/check" }],
    [
      "drift",
      (admin) => admin.drift({ since: "2026-11-01", limit: 5, cursor: "a b&c" }),
      { items: [] },
      { path: "/drift", query: { since: "2026-11-01", limit: "5", cursor: "a b&c" } },
    ],
    ["drift without options", (admin) => admin.drift(), { items: [] }, { query: {} }],
    [
      "audit",
      (admin) => admin.audit("pmt/1?x=y#z"),
      { items: [] },
      { path: "/payments/audit", query: { payment_id: "pmt/1?x=y#z" } },
    ],
    [
      "summary",
      (admin) => admin.summary({ from: "2026-11-01", to: undefined }),
      { items: [] },
      { path: "/payments/summary", query: { from: "2026-11-01" } },
    ],
    [
      "prune",
      (admin) => admin.prune({ events_older_than_days: 90 }),
      { events: 0, more: false },
      { method: "POST", path: "/prune", body: { events_older_than_days: 90 } },
    ],
    ["prune by default", (admin) => admin.prune(), { events: 0 }, { method: "POST", body: {} }],
    [
      "payments",
      (admin) => admin.payments({ status: "held", user_id: "ada", cursor: undefined }),
      { items: [] },
      { path: "/payments", query: { status: "held", user_id: "ada" } },
    ],
    [
      "replayEvent",
      (admin) => admin.replayEvent("dodo:msg_1"),
      { event: {} },
      { method: "POST", path: "/events/replay", body: { event_id: "dodo:msg_1" } },
    ],
    [
      "releasePayment",
      (admin) => admin.releasePayment({ payment_id: "pmt_1", decision: "dismiss", note: "n" }),
      { payment: {} },
      { method: "POST", body: { payment_id: "pmt_1", decision: "dismiss", note: "n" } },
    ],
    [
      "reconcile",
      (admin) => admin.reconcile({ limit: 100 }),
      { checked: 0 },
      { method: "POST", path: "/reconcile", body: { limit: 100 } },
    ],
  ])("%s", async (_, call, answer, expected) => {
    const { admin, sent } = clientOf([json(answer)]);
    await call(admin);
    expect(sent).toMatchObject([{ ...expected, authorization: "Bearer admin" }]);
  });
});

/** Every call that is not a buyer's, and whether it changes something. */
const CALLS: [string, boolean, (admin: AdminClient, signal?: AbortSignal) => Promise<unknown>][] = [
  ["check", false, (admin, signal) => admin.check({ signal })],
  ["drift", false, (admin, signal) => admin.drift({}, { signal })],
  ["audit", false, (admin, signal) => admin.audit("pmt_1", { signal })],
  ["summary", false, (admin, signal) => admin.summary({}, { signal })],
  ["payments", false, (admin, signal) => admin.payments({}, { signal })],
  ["events", false, (admin, signal) => admin.events({}, { signal })],
  ["prune", true, (admin, signal) => admin.prune({}, { signal })],
  ["replayEvent", true, (admin, signal) => admin.replayEvent("dodo:1", { signal })],
  [
    "releasePayment",
    true,
    (admin, signal) =>
      admin.releasePayment(
        { payment_id: "pmt_1", decision: "credit", note: "checked" },
        { signal },
      ),
  ],
  ["reconcile", true, (admin, signal) => admin.reconcile({}, { signal })],
];

describe.each(CALLS)("%s", (_, writes, call) => {
  test("is sent once if it changes something, and a second time only if it reads", async () => {
    const { admin, sent } = clientOf([json({}, 502)]);
    expect(await failureOf(call(admin))).toMatchObject({ code: "unavailable", status: 502 });
    expect(sent).toHaveLength(writes ? 1 : 2);
  });

  test("is not sent again where the server asks to wait, and the error says for how long", async () => {
    const busy = (): Response =>
      Response.json(
        { error: "Too many calls.", code: "busy", request_id: "req_1" },
        { status: 503, headers: { "retry-after": "7" } },
      );
    const { admin, sent } = clientOf([busy]);
    expect(await failureOf(call(admin))).toMatchObject({
      code: "busy",
      retryable: true,
      retry_after_ms: 7_000,
      request_id: "req_1",
      message: "Too many calls.",
    });
    expect(sent).toHaveLength(1);
  });

  test.each([
    ["a page of a proxy", () => new Response("<h1>hello</h1>")],
    ["JSON of something else", json({ ok: true })],
    ["an empty list", json([])],
    ["null", json(null)],
  ])("takes %s for no answer", async (name, answer) => {
    const { admin } = clientOf([answer]);
    const error = await failureOf(call(admin));
    expect([name, error.code, error.message.includes("hello")]).toEqual([
      name,
      "invalid_answer",
      false,
    ]);
  });

  test("is aborted by its signal, and rejects with the reason of it", async () => {
    const controller = new AbortController();
    const hangs = async (): Promise<Response> =>
      await new Promise((_resolve, reject) => {
        signals[0]?.addEventListener("abort", () => reject(signals[0]?.reason));
        controller.abort(new Error("enough"));
      });
    const { admin, signals } = clientOf([hangs]);
    await expect(call(admin, controller.signal)).rejects.toThrow("enough");
    expect(signals[0]?.aborted).toBe(true);
  });
});

describe("a token", () => {
  test("is asked for at each request, so that one that was renewed is used", async () => {
    const tokens = ["first", "second"];
    const { admin, sent } = clientOf([json({ findings: [] })], { token: () => tokens.shift() });
    await admin.check();
    await admin.check();
    await admin.check();
    expect(sent.map(({ authorization }) => authorization)).toEqual([
      "Bearer first",
      "Bearer second",
      null,
    ]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("canary: no session");
      },
    ],
    ["rejects", async () => await Promise.reject(new Error("canary: no session"))],
  ])("function that %s sends nothing, and its text is in no sentence", async (_, token) => {
    const { admin, sent } = clientOf([json({ findings: [] })], { token });
    const error = await failureOf(admin.check());
    expect(sent).toEqual([]);
    expect(error).toBeInstanceOf(PaymentClientError);
    expect(error.message).not.toContain("canary");
  });
});

test("an administrator's client has each call of a buyer's as well", async () => {
  const { admin, sent } = clientOf([json({ items: [] })]);
  expect(await admin.methods()).toEqual([]);
  await admin.myPayments({ limit: 5 });
  expect(sent.map(({ path }) => path)).toEqual(["/methods", "/payments/me"]);
  expect(admin.endpoint).toBe(BASE);
});
