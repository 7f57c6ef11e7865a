// The storage on D1, inside a real Worker, and on the real binding.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { D1Database as Cloudflares } from "@cloudflare/workers-types";
import { d1Storage, type D1Database } from "@x/payment-server/storage/d1";
import { storageCases } from "@x/payment-server/testing";
import type { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { EVENT, startWorker } from "./start-worker.ts";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
let miniflare: Miniflare;
let database: D1Database;

beforeAll(async () => {
  miniflare = await startWorker(readFileSync(path("worker.ts"), "utf8"));
  database = await miniflare.getD1Database("DB");
});
afterAll(async () => await miniflare.dispose());

test.each(["README.md", "../../packages/payment-server/README.md"])(
  "[P03] the snippet of %s runs in a Worker",
  async (readme) => {
    const blocks = [...readFileSync(path(readme), "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(
      ([, block]) => block ?? "",
    );
    const snippet = blocks.find((block) => block.includes("d1Storage")) ?? "";
    const worker = await startWorker(
      `${snippet}\nexport default { fetch: async () => Response.json(await storage.summary(0)) };`,
    );
    const response = await worker.dispatchFetch("http://localhost/");
    expect(await response.json()).toMatchObject({
      payments: {},
      unmatched_events: 0,
      warnings: [],
    });
    await worker.dispose();
  },
);

describe("a D1 database is a storage for a Worker in workerd:", () => {
  test.each(storageCases.map(({ name }, number) => ({ name, number })))(
    "$name",
    async ({ number }) => {
      const response = await miniflare.dispatchFetch(`http://localhost/${number}`);
      expect(await response.text()).toBe("ok");
    },
  );
});

test("a request that is cancelled while it creates the tables does not block the next ones of its isolate", async () => {
  const worker = await startWorker(`
    import { d1Storage } from "@x/payment-server/storage/d1";
    let storage, calls = 0;
    export default { async fetch(request, env) {
      const batch = async (statements) => {
        if (calls++ === 0) await new Promise((resolve) => setTimeout(resolve, 60_000));
        return await env.DB.batch(statements);
      };
      storage ??= d1Storage({ prepare: (text) => env.DB.prepare(text), batch });
      if (request.url.endsWith("/cut-off")) return await env.SELF.fetch("http://localhost/", { signal: AbortSignal.timeout(1_000) }).catch(({ name }) => new Response(name));
      return Response.json(await storage.summary(0));
    } };`);
  expect(await (await worker.dispatchFetch("http://localhost/cut-off")).text()).toBe(
    "TimeoutError",
  );
  const next = await worker.dispatchFetch("http://localhost/");
  expect(await next.text()).toContain('"payments":{}');
  await worker.dispose();
});

describe("the real binding", () => {
  test("has the methods that the storage needs", () => {
    expectTypeOf<Cloudflares>().toExtend<D1Database>();
  });

  test("without a `clock` the time is D1's own, to the millisecond", async () => {
    const before = Date.now();
    const [result] = await database.batch([
      database.prepare("SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now").bind(),
    ]);
    const { now } = (result?.results[0] ?? {}) as { now: number };
    expect(Number.isSafeInteger(now)).toBe(true);
    expect(now).toBeGreaterThanOrEqual(before - 1);
    expect(now).toBeLessThanOrEqual(Date.now());
    const storage = d1Storage(database, { table_prefix: "clock_" });
    expect(await storage.recordEvent(EVENT, false)).toEqual(EVENT);
    expect(await storage.summary(now)).toMatchObject({ events: { failed: 1 }, warnings: [] });
  });

  test.each(["", "1a", "a-b", "sqlite_", "a;"])(
    "the prefix %j is refused at construction",
    (table_prefix) => {
      expect(() => d1Storage(database, { table_prefix })).toThrow(
        expect.objectContaining({
          code: "configuration",
          message: expect.stringContaining("table_prefix"),
        }),
      );
    },
  );

  test("a binding that is missing is refused at construction, and the error says the fix", () => {
    const env: { DB?: D1Database } = {};
    expect(() => d1Storage(env.DB as D1Database)).toThrow(
      expect.objectContaining({
        code: "configuration",
        message: expect.stringMatching(/env\.DB.*d1_databases/),
      }),
    );
  });
});
