/** The OpenAPI document: what a linter says of it, and whether a client made from it works. */
import { createConfig, lintFromString } from "@redocly/openapi-core";
import createClient from "openapi-fetch";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { paths } from "../../../test/openapi-paths.ts";
import { HOUR } from "../../../test/scenes.ts";
import { BASE, createWorld, type World } from "../../../test/world.ts";
import { ERROR_STATUS, type ErrorCode } from "../../errors.ts";
import { membersOf } from "../../../test/union.ts";
import { ANSWERS } from "./answers.ts";
import document from "./openapi.json" with { type: "json" };
import { OPERATIONS } from "./operations.ts";

interface Described {
  responses: Record<string, { content: Record<string, { schema: { $ref?: string } }> }>;
}
const described = document.paths as unknown as Record<string, Record<string, Described>>;

/**
 * Returns what is wrong with an answer by the document: a path, a status or a body that is not in
 * it. Fields that the document does not have are wrong too.
 */
async function problemsOf(request: Request, answer: Response): Promise<string[]> {
  const path = new URL(request.url).pathname.replace("/v1/payment", "");
  const line = `${request.method} ${path} ${answer.status}`;
  const response = described[path]?.[request.method.toLowerCase()]?.responses[answer.status];
  if (response === undefined) return [`${line} is not in the document`];
  const name = response.content["application/json"]?.schema.$ref?.split("/").at(-1) ?? "";
  const schema = Object.entries(ANSWERS).find(([known]) => known === name)?.[1];
  if (schema === undefined) return [`${line} has no schema`];
  const parsed = v.safeParse(schema, await answer.json());
  return parsed.success ? [] : parsed.issues.map((issue) => `${line}: ${issue.message}`);
}

/** A client made from the document, and what was wrong with the answers that it has received. */
function clientOf(world: World, as: string) {
  const problems: string[] = [];
  const client = createClient<paths>({
    baseUrl: BASE,
    headers: { authorization: `Bearer ${as}` },
    fetch: async (request: Request) => {
      const answer = await world.payment.fetch(request);
      problems.push(...(await problemsOf(request, answer.clone())));
      return answer;
    },
  });
  return { client, problems };
}

test("redocly finds nothing wrong with it", async () => {
  const problems = await lintFromString({
    source: JSON.stringify(document),
    config: await createConfig({ extends: ["recommended-strict"] }),
  });
  expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
});

test("a delivery whose body breaks off is answered with a code that the document has", async () => {
  await using world = await createWorld();
  const body = new ReadableStream({ pull: (stream) => stream.error(new Error("reset")) });
  const init = { method: "POST", body, duplex: "half" };
  const answer = await world.payment.fetch(new Request(`${BASE}/webhook`, init));
  const { code } = (await answer.json()) as { code: ErrorCode };
  expect(code).toBe("invalid_request");
  expect(OPERATIONS.webhook.codes).toContain(code);
});

describe("a client that openapi-typescript and openapi-fetch make of it", () => {
  test("buys, decides what is held and reads the reports, and every answer is as documented", async () => {
    await using world = await createWorld();
    const { client: ada, problems } = clientOf(world, "user:ada");
    const { client: admin, problems: of_admin } = clientOf(world, "admin");
    const { topup_id } = world.host.addTopup();
    expect((await ada.GET("/methods")).data?.items).toMatchObject([{ id: "dodo" }]);
    const { data: checkout } = await ada.POST("/checkout/create", { body: { topup_id } });
    await world.dodo.pay(checkout?.provider_session_id ?? "", {
      overrides: { total_amount: 4_000, settlement_amount: 4_000 },
    });
    await world.dodo.deliver();
    const payment_id = checkout?.payment_id ?? "";
    const mine = await ada.GET("/payments/me", { params: { query: { topup_id, limit: 5 } } });
    expect(mine.data?.items).toMatchObject([{ payment_id, hold_reason: "underpaid" }]);
    const ref = new URL(checkout?.status_url ?? "").searchParams.get("ref") ?? "";
    const state = await ada.GET("/redirect/success", {
      params: { query: { ref } },
      headers: { accept: "application/json" },
    });
    expect(state.data).toMatchObject({ status: "held" });
    const second = await ada.POST("/checkout/create", { body: { topup_id } });
    expect([second.response.status, second.error?.code]).toEqual([409, "payment_held"]);

    const held = await admin.GET("/payments", { params: { query: { status: "held" } } });
    expect(held.data?.items.map((payment) => payment.payment_id)).toEqual([payment_id]);
    const [event] =
      (await admin.GET("/events", { params: { query: { payment_id } } })).data?.items ?? [];
    const { event_id = "" } = event ?? {};
    const replayed = await admin.POST("/events/replay", { body: { event_id } });
    expect(replayed.data?.event.sync_status).toBe("held");
    const released = await admin.POST("/payments/release", {
      body: { payment_id, decision: "credit", note: "agreed with the buyer" },
    });
    expect(released.data?.payment.status).toBe("paid");
    expect((await admin.POST("/reconcile", { body: {} })).data?.failed).toBe(0);
    world.clock.advance(HOUR);
    expect((await admin.GET("/check")).data?.ok).toBe(true);
    expect((await admin.GET("/drift")).data?.items).toEqual([]);
    const audit = await admin.GET("/payments/audit", { params: { query: { payment_id } } });
    expect(audit.data?.items.at(-1)?.to_status).toBe("paid");
    const summary = await admin.GET("/payments/summary", { params: { query: { by: "day" } } });
    expect(summary.data?.items.at(-1)?.topups).toEqual({ paid: 1 });
    expect([...problems, ...of_admin]).toEqual([]);
  });

  test("is told of its mistakes as documented", async () => {
    await using world = await createWorld();
    const { client, problems } = clientOf(world, "user:ada");
    const nobody = createClient<paths>({ baseUrl: BASE, fetch: world.payment.fetch });
    const refused = await nobody.GET("/payments/me");
    expect([refused.response.status, refused.error?.code]).toEqual([401, "unauthorized"]);
    expect((await client.GET("/check")).error?.code).toBe("not_found");
    const unknown = await client.POST("/checkout/create", { body: { topup_id: "none" } });
    expect(unknown.error?.code).toBe("topup_not_found");
    const cursor = await client.GET("/payments/me", { params: { query: { cursor: "x" } } });
    expect(cursor.error?.code).toBe("invalid_cursor");
    expect(problems).toEqual([]);
  });
});

describe("the document", () => {
  test("is served to anyone with the public address of the routes", async () => {
    await using world = await createWorld({
      service: { base_url: "https://shop.example/shop/" },
    });
    const answer = await world.send("GET", "/openapi.json");
    expect(await answer.json()).toMatchObject({
      openapi: "3.1.0",
      servers: [{ url: "https://shop.example/shop/v1/payment" }],
    });
  });

  test("has every route and every error code", () => {
    expect(membersOf("RouteName").filter((name) => !Object.hasOwn(OPERATIONS, name))).toEqual([]);
    const codes = JSON.stringify(document);
    expect(Object.keys(ERROR_STATUS).filter((code) => !codes.includes(`\`${code}\``))).toEqual([]);
  });
});
