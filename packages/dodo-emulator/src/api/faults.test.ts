import { describe, expect, test } from "vitest";
import { call } from "../../test/api.ts";
import { createBench, openSession, topup } from "../../test/bench.ts";
import { ConnectionLost } from "../index.ts";

/** The statuses that three different requests get. */
async function statuses(faults: object): Promise<(number | string)[]> {
  const bench = createBench();
  Object.assign(bench.dodo.faults.api, faults);
  const requests = [
    ["POST", "/checkouts", topup()],
    ["GET", "/payments"],
    ["GET", "/products/pdt_topup"],
  ] as const;
  const answers: (number | string)[] = [];
  for (const [method, path, body] of requests)
    answers.push(
      await call(bench, method, path, body).then(
        ({ status }) => status,
        ({ name }) => name,
      ),
    );
  return answers;
}

describe("fail", () => {
  test.each([
    ["everything", {}, [500, 500, 500]],
    ["with a status", { status: 418 }, [418, 418, 418]],
    ["with a code's own status", { code: "NOT_FOUND" }, [404, 404, 404]],
    ["with another status than the code's", { code: "NOT_FOUND", status: 500 }, [500, 500, 500]],
    ["once", { count: 1 }, [500, 200, 200]],
    ["twice", { count: 2 }, [500, 500, 200]],
    ["never", { count: 0 }, [200, 200, 200]],
    ["a method", { method: "GET" }, [200, 500, 500]],
    ["a method in small letters", { method: "post" }, [500, 200, 200]],
    ["a path", { path: /payments/ }, [200, 500, 200]],
    ["an anchored path", { path: /^\/pay/ }, [200, 500, 200]],
    ["a path with the g flag", { path: /p/g }, [200, 500, 500]],
    ["a path and a method", { path: /^\/(payments|checkouts)$/, method: "POST" }, [500, 200, 200]],
    ["the first match only", { path: /products/, count: 1 }, [200, 200, 500]],
  ])("makes fail %s: %j", async (_, fail, expected) => {
    expect(await statuses({ fail })).toEqual(expected);
  });

  test.each([
    [{}, { code: "INTERNAL_SERVER_ERROR", message: "a fault is set" }],
    [{ code: "X" }, { code: "X", message: "a fault is set" }],
    [
      { code: "X", message: "why" },
      { code: "X", message: "why" },
    ],
    [{ message: "" }, { code: "INTERNAL_SERVER_ERROR", message: "" }],
  ])("%j has the body %j", async (fail, body) => {
    const bench = createBench();
    bench.dodo.faults.api.fail = fail;
    expect((await call(bench, "GET", "/payments")).body).toEqual(body);
  });

  test.each([
    [{ status: 502, body: "<h1>Bad gateway</h1>" }, "text/html", "<h1>Bad gateway</h1>"],
    [{ body: "" }, "text/html", ""],
    [{ body: "{}", headers: { "content-type": "text/plain" } }, "text/plain", "{}"],
  ])("%j is sent as %s", async (fail, type, text) => {
    const { dodo } = createBench();
    dodo.faults.api.fail = fail;
    const answer = await dodo.fetch(new Request(`${dodo.url}/payments`));
    expect([answer.headers.get("content-type"), await answer.text()]).toEqual([type, text]);
  });

  test("comes before the key is checked, and with any headers", async () => {
    const bench = createBench();
    bench.dodo.faults.api.fail = {
      status: 429,
      headers: { "retry-after": "7", "x-should-retry": "false" },
    };
    const { status, headers } = await call(bench, "GET", "/payments", undefined, {});
    expect([status, headers.get("retry-after"), headers.get("x-should-retry")]).toEqual([
      429,
      "7",
      "false",
    ]);
  });
});

describe("drop_after_commit", () => {
  test.each([
    ["a POST only", {}, ["ConnectionLost", 200, 200]],
    ["what only selects, by path", { only: { path: /payments/ } }, [200, "ConnectionLost", 200]],
    ["what only selects, by method", { only: { method: "get" } }, [200, "ConnectionLost", 200]],
    ["nothing else", { only: { path: /refunds/ } }, [200, 200, 200]],
  ])("breaks %s", async (_, more, expected) => {
    expect(await statuses({ drop_after_commit: 1, ...more })).toEqual(expected);
  });

  test("rejects with ConnectionLost, after the work was done, and the request has no status", async () => {
    const bench = createBench();
    bench.dodo.faults.api.drop_after_commit = 1;
    await expect(
      call(bench, "POST", "/webhooks", { url: "http://shop.test/2" }),
    ).rejects.toBeInstanceOf(ConnectionLost);
    expect((await bench.sdk.webhooks.list()).data).toHaveLength(2);
    expect(bench.dodo.requests.map(({ status }) => status)).toEqual([null, 200]);
  });

  test("breaks the connection after an error as well", async () => {
    const bench = createBench();
    bench.dodo.faults.api.drop_after_commit = 1;
    await expect(call(bench, "POST", "/checkouts", {})).rejects.toThrow(
      "the connection broke before the answer",
    );
    expect(bench.dodo.faults.api.drop_after_commit).toBe(0);
  });

  test("waits for a request that is not failed instead", async () => {
    const bench = createBench();
    bench.dodo.faults.api.drop_after_commit = 1;
    bench.dodo.faults.api.fail = { count: 1 };
    expect((await call(bench, "POST", "/checkouts", topup())).status).toBe(500);
    await expect(call(bench, "POST", "/checkouts", topup())).rejects.toBeInstanceOf(ConnectionLost);
  });
});

describe("hang", () => {
  test("counts only requests that only selects", async () => {
    const bench = createBench();
    bench.dodo.faults.api = { hang: 1, only: { path: /products/ } };
    expect((await call(bench, "GET", "/payments")).status).toBe(200);
    const hanging = call(bench, "GET", "/products/pdt_topup").catch(({ message }) => message);
    await expect.poll(() => bench.dodo.requests.length).toBe(2);
    expect(bench.dodo.faults.api.hang).toBe(0);
    await bench.dodo.close();
    expect(await hanging).toBe("the emulator was closed");
  });

  test("does no work, and ends with the reason of the caller", async () => {
    const bench = createBench();
    bench.dodo.faults.api.hang = 1;
    const caller = new AbortController();
    const request = new Request(`${bench.dodo.url}/webhooks`, {
      method: "POST",
      body: JSON.stringify({ url: "http://a.b/" }),
      headers: { authorization: `Bearer ${bench.dodo.api_key}` },
      signal: caller.signal,
    });
    const hanging = bench.dodo.fetch(request).catch(({ message }) => message);
    await expect.poll(() => bench.dodo.requests.length).toBe(1);
    caller.abort(new Error("I give up"));
    expect(await hanging).toBe("I give up");
    expect((await bench.sdk.webhooks.list()).data).toHaveLength(1);
  });

  test("after close() is aborted at once", async () => {
    const bench = createBench();
    await bench.dodo.close();
    bench.dodo.faults.api.hang = 1;
    await expect(call(bench, "GET", "/payments")).rejects.toThrow("the emulator was closed");
  });
});

describe("transform", () => {
  test.each([
    ["GET", "/products/pdt_topup", 200],
    ["POST", "/checkouts", 200],
    ["GET", "/payments", 200],
    ["GET", "/payments/pay_unknown", 404],
    ["GET", "/nothing", 404],
  ])("of %s %s is called only for a success, with status %i", async (method, path, status) => {
    const bench = createBench();
    const seen: string[] = [];
    bench.dodo.faults.api.transform = (at, body) => {
      seen.push(at);
      return { was: Object.keys(Object(body)).length > 0 };
    };
    const answer = await call(bench, method, path, method === "POST" ? topup() : undefined);
    expect([answer.status, seen]).toEqual([status, status === 200 ? [path] : []]);
    if (status === 200) expect(answer.body).toEqual({ was: true });
  });

  test("is not called for an answer without a body", async () => {
    const bench = createBench();
    const { id } = await bench.sdk.webhooks.create({ url: "http://shop.test/2" });
    bench.dodo.faults.api.transform = () => {
      throw new Error("asked");
    };
    expect((await call(bench, "DELETE", `/webhooks/${id}`)).status).toBe(204);
  });

  test.each([
    [null, null],
    [[], []],
    ["text", "text"],
    [7, 7],
  ])("may answer with %j", async (given, body) => {
    const bench = createBench();
    bench.dodo.faults.api.transform = () => given;
    expect((await call(bench, "GET", "/payments")).body).toEqual(body);
  });
});

test("faults of the API leave the pages and the controls alone", async () => {
  const { dodo, sdk } = createBench();
  const session_id = await openSession(sdk);
  dodo.faults.api = { fail: {}, hang: 5, drop_after_commit: 5, rate_limit: { per_second: 0 } };
  expect((await dodo.fetch(new Request(`${dodo.url}/session/${session_id}`))).status).toBe(200);
  expect((await dodo.fetch(new Request(`${dodo.url}/`))).status).toBe(200);
  expect(await dodo.pay(session_id)).toMatchObject({ status: "succeeded" });
});

test("how many requests are still to fail can be read, and what was set stays as it was", async () => {
  const bench = createBench();
  const fail = { count: 2 };
  bench.dodo.faults.api.fail = fail;
  for (const left of [1, 0, 0]) {
    await call(bench, "GET", "/payments");
    expect(bench.dodo.faults.api.fail.count).toBe(left);
  }
  expect(fail.count).toBe(2);
});
