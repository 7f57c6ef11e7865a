import { describe, expect, test } from "vitest";
import { createWorld, BASE } from "../../../payment-server/test/world.ts";
import { scriptedAdmin, type Answers, type ScriptedAdmin } from "../../test/desk-client.ts";
import { auditOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";
import { createAdminClient } from "../admin.ts";
import { findView } from "./search.ts";

const none = async (): Promise<never> => await Promise.reject(failure("payment_not_found", 404));
const malformed = async (): Promise<never> => await Promise.reject(failure("invalid_request", 400));

/** A client of a server where the text names what `found` says. */
function serverWith(
  found: "topup_id" | "user_id" | null,
  audit: Answers["audit"] = none,
): ScriptedAdmin {
  const { payment } = auditOf();
  return scriptedAdmin({
    audit,
    payments: async (query = {}) => ({
      items: found !== null && query[found] !== undefined ? [payment] : [],
      next_cursor: null,
      retry_after_ms: null,
    }),
  });
}

describe("a text", () => {
  test("that names a payment leads to it, and nothing else is asked", async () => {
    const client = scriptedAdmin();
    expect(await findView(client, "pmt_1")).toEqual({ name: "payment", payment_id: "pmt_1" });
    expect(client.calls.map(([name]) => name)).toEqual(["audit"]);
  });

  test("that names a topup leads to its payments", async () => {
    const client = serverWith("topup_id");
    expect(await findView(client, "tu_1")).toEqual({
      name: "payments",
      status: "",
      topup_id: "tu_1",
      user_id: "",
    });
    expect(client.callsOf("payments")).toEqual([{ topup_id: "tu_1", limit: 1 }]);
  });

  test("that names a user leads to their payments", async () => {
    const client = serverWith("user_id");
    expect(await findView(client, "ada")).toMatchObject({ topup_id: "", user_id: "ada" });
    expect(client.callsOf("payments")).toEqual([
      { topup_id: "ada", limit: 1 },
      { user_id: "ada", limit: 1 },
    ]);
  });

  test("that names nothing finds nothing", async () => {
    expect(await findView(serverWith(null), "nobody")).toBeNull();
  });

  test("that can be no payment's id may still be a user's", async () => {
    expect(await findView(serverWith("user_id", malformed), "ada@shop.example")).toMatchObject({
      user_id: "ada@shop.example",
    });
  });

  test("that can be no id at all finds nothing", async () => {
    const client = scriptedAdmin({ audit: malformed, payments: malformed });
    expect(await findView(client, "\u0000")).toBeNull();
  });
});

describe("a failure", () => {
  test.each([
    ["to read the payment", { audit: async () => await Promise.reject(failure("network")) }],
    [
      "to read the list",
      { audit: none, payments: async () => await Promise.reject(failure("network")) },
    ],
  ] as [string, Partial<Answers>][])(
    "%s is not an answer that there is none",
    async (_, answers) => {
      await expect(findView(scriptedAdmin(answers), "pmt_1")).rejects.toMatchObject({
        code: "network",
      });
    },
  );

  test("of the sign-in is not an answer that there is none", async () => {
    const refused = async (): Promise<never> => await Promise.reject(failure("not_found", 404));
    await expect(findView(scriptedAdmin({ audit: refused }), "pmt_1")).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

test("every request of a search has its signal", async () => {
  const client = serverWith(null);
  const { signal } = new AbortController();
  await findView(client, "nobody", { signal });
  expect(client.signals).toEqual([signal, signal, signal]);
});

test("a real server finds a user whose id is an address of e-mail, and nothing for what is no id", async () => {
  await using world = await createWorld();
  const user_id = "ada@shop.example";
  await world.create(world.host.addTopup({ user_id }).topup_id, { as: `user:${user_id}` });
  const client = createAdminClient({
    endpoint: BASE,
    token: "admin",
    fetch: async (request) => await world.payment.fetch(request),
  });
  expect(await findView(client, user_id)).toMatchObject({ name: "payments", user_id });
  for (const text of ["two words", "x".repeat(500), "ä", "<b>", "a/b?c#d"])
    expect([text, await findView(client, text)]).toEqual([text, null]);
});
