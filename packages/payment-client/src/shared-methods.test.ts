import { describe, expect, test, vi } from "vitest";
import { failure, METHOD, scriptedClient } from "../test/scripted-client.ts";
import { useFakeClock, wait } from "../test/store-bench.ts";
import { createTopupStore, type TopupStoreOptions } from "./topup-store.ts";

useFakeClock();

/** Answers every request with the methods, and returns the tokens of the requests. */
function stubFetch(): (string | null)[] {
  const tokens: (string | null)[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    tokens.push(request.headers.get("authorization"));
    return Response.json({ items: [METHOD] });
  });
  return tokens;
}

/** Connects a store of each of these options, and returns the number of stores with methods. */
async function connectAll(all: TopupStoreOptions[]): Promise<number> {
  const stores = all.map((options) => createTopupStore(options));
  for (const { connect } of stores) connect();
  await wait(0);
  return stores.filter(({ $methods }) => $methods.get()?.length === 1).length;
}

const TWENTY = Array.from({ length: 20 }, (_, index) => `tu_${index}`);
const base = "https://shop.test";

describe("[F51] twenty buttons of a page send one request for the methods", () => {
  test("with the same endpoint and no token", async () => {
    const requests = stubFetch();
    const all = TWENTY.map((topup_id) => ({ topup_id, endpoint: `${base}/a` }));
    expect([await connectAll(all), requests.length]).toEqual([20, 1]);
    expect([await connectAll(all), requests.length]).toEqual([20, 1]);
  });

  test("for each endpoint and for each token, also of functions", async () => {
    const requests = stubFetch();
    const users = ["ada", () => "ada", async () => "ada", "eve", () => "eve"];
    const all = users.flatMap((token) => [
      { topup_id: "tu_1", endpoint: `${base}/b`, token },
      { topup_id: "tu_2", endpoint: `${base}/c`, token },
    ]);
    expect([await connectAll(all), requests.toSorted()]).toEqual([
      10,
      ["Bearer ada", "Bearer ada", "Bearer eve", "Bearer eve"],
    ]);
  });

  test("with a client that they share", async () => {
    const client = scriptedClient();
    const methods = vi.spyOn(client, "methods");
    const all = TWENTY.map((topup_id) => ({ topup_id, client }));
    expect([await connectAll(all), methods.mock.calls.length]).toEqual([20, 1]);
  });

  test("a failure is not kept, and each store is told of it", async () => {
    const client = scriptedClient({ method_answers: failure("invalid_answer") });
    const onMethodsError = vi.fn();
    const all = TWENTY.map((topup_id) => ({ topup_id, client, onMethodsError }));
    expect([await connectAll(all), onMethodsError.mock.calls.length]).toEqual([0, 20]);
    client.method_answers = [METHOD];
    expect(await connectAll(all)).toBe(20);
  });

  test("a store that has left the page gets none, and the others get theirs", async () => {
    stubFetch();
    const [left, stayed] = ["tu_1", "tu_2"].map((topup_id) =>
      createTopupStore({ topup_id, endpoint: `${base}/d` }),
    );
    left?.connect()();
    stayed?.connect();
    await wait(0);
    expect([left?.$methods.get(), stayed?.$methods.get()?.length]).toEqual([undefined, 1]);
  });

  test("a page that stays open for long asks again", async () => {
    const requests = stubFetch();
    const options = { topup_id: "tu_1", endpoint: `${base}/e` };
    await connectAll([options]);
    await wait(3_600_000);
    await connectAll([options]);
    expect(requests).toHaveLength(2);
  });
});
