import { describe, expect, test } from "vitest";
import { call } from "../../test/api.ts";
import { type Bench, createBench, start } from "../../test/bench.ts";

/** The three headers of the next answer. */
async function limits(
  bench: Bench,
): Promise<[limit: number, remaining: number, reset: number, status: number]> {
  const { headers, status } = await call(bench, "GET", "/payments");
  const [limit = 0, remaining = 0, reset = 0] = ["limit", "remaining", "reset"].map((name) =>
    Number(headers.get(`x-ratelimit-${name}`)),
  );
  return [limit, remaining, reset - start / 1000, status];
}

async function ask(bench: Bench, count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i += 1) statuses.push((await call(bench, "GET", "/payments")).status);
  return statuses;
}

describe("the headers of an answer", () => {
  test("count down the limits of a new account, 40 in a second", async () => {
    const bench = createBench();
    expect(await limits(bench)).toEqual([40, 39, 1, 200]);
    await ask(bench, 38);
    expect(await limits(bench)).toEqual([40, 0, 1, 200]);
    expect(await limits(bench)).toEqual([40, 0, 1, 200]);
  });

  test("begin anew with the next second of the clock", async () => {
    const bench = createBench();
    await ask(bench, 5);
    bench.clock.advance(999);
    expect(await limits(bench)).toEqual([40, 34, 1, 200]);
    bench.clock.advance(1);
    expect(await limits(bench)).toEqual([40, 39, 2, 200]);
  });

  test("name the minute as soon as less is left of it", async () => {
    const bench = createBench();
    for (let second = 0; second < 6; second += 1) {
      await ask(bench, 35);
      bench.clock.advance(1000);
    }
    // 210 of 240 in this minute, 30 are left; of the second 39 would be.
    expect(await limits(bench)).toEqual([240, 29, 60, 200]);
    bench.clock.set(start + 60_000);
    expect(await limits(bench)).toEqual([40, 39, 61, 200]);
  });

  test.each([
    ["an error", "/payments/pay_unknown", 404],
    ["a refused key", "/payments", 401],
    ["an unknown route", "/nothing", 404],
  ])("are on %s as well", async (_, path, status) => {
    const bench = createBench();
    const answer = await call(bench, "GET", path, undefined, status === 401 ? {} : undefined);
    expect([answer.status, answer.headers.get("x-ratelimit-remaining")]).toEqual([status, "39"]);
  });

  test("are on the answer of a fault too", async () => {
    const bench = createBench();
    bench.dodo.faults.api.fail = { status: 503, count: 1 };
    expect(await limits(bench)).toEqual([40, 39, 1, 503]);
  });

  test("are on no page", async () => {
    const { dodo } = createBench();
    const page = await dodo.fetch(new Request(`${dodo.url}/`));
    expect([...page.headers.keys()].filter((name) => name.startsWith("x-ratelimit"))).toEqual([]);
  });
});

describe("faults.api.rate_limit", () => {
  test.each([
    [{ per_second: 2 }, [200, 200, 429, 429]],
    [{ per_second: 0 }, [429, 429, 429, 429]],
    [{ per_minute: 3 }, [200, 200, 200, 429]],
    [{ per_second: 3, per_minute: 1 }, [200, 429, 429, 429]],
    [{}, [200, 200, 200, 200]],
  ])("%j answers four requests with %j", async (rate_limit, statuses) => {
    const bench = createBench();
    bench.dodo.faults.api.rate_limit = rate_limit;
    expect(await ask(bench, 4)).toEqual(statuses);
  });

  test("without numbers enforces the limits of a new account", async () => {
    const bench = createBench();
    bench.dodo.faults.api.rate_limit = {};
    const statuses = await ask(bench, 41);
    expect(statuses.filter((status) => status === 200)).toHaveLength(40);
    expect(statuses.at(-1)).toBe(429);
  });

  test("counts the requests that it turns away, until the window is over", async () => {
    const bench = createBench();
    bench.dodo.faults.api.rate_limit = { per_minute: 1 };
    expect(await ask(bench, 3)).toEqual([200, 429, 429]);
    bench.clock.set(start + 59_999);
    expect(await ask(bench, 1)).toEqual([429]);
    bench.clock.set(start + 60_000);
    expect(await ask(bench, 2)).toEqual([200, 429]);
  });

  test("answers with Dodo's code, without a message and without work", async () => {
    const bench = createBench();
    bench.dodo.faults.api.rate_limit = { per_second: 0 };
    const { body, headers } = await call(bench, "POST", "/webhooks", { url: "http://shop.test/" });
    expect([body, headers.get("x-ratelimit-remaining"), headers.get("x-ratelimit-limit")]).toEqual([
      { code: "TOO_MANY_REQUESTS" },
      "0",
      "0",
    ]);
    bench.dodo.faults.api.rate_limit = undefined;
    expect((await call(bench, "GET", "/webhooks")).body.data).toHaveLength(1);
  });

  test("can be set and removed at any time", async () => {
    const bench = createBench();
    expect(await ask(bench, 3)).toEqual([200, 200, 200]);
    bench.dodo.faults.api.rate_limit = { per_second: 3 };
    expect(await ask(bench, 1)).toEqual([429]);
    bench.dodo.faults.api.rate_limit = undefined;
    expect(await ask(bench, 1)).toEqual([200]);
  });

  test("is what the SDK retries after", async () => {
    const bench = createBench();
    bench.dodo.faults.api.rate_limit = { per_second: 0 };
    await expect(bench.sdk.payments.list()).rejects.toMatchObject({
      status: 429,
      error: { code: "TOO_MANY_REQUESTS" },
    });
  });
});
