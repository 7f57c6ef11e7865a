import { afterEach, expect, test, vi } from "vitest";
import { createWorld } from "../../test/world.ts";

afterEach(() => vi.restoreAllMocks());

test("an answer that names no request id creates no random bytes for one", async () => {
  await using world = await createWorld({ storage: "memory" });
  const random = vi.spyOn(crypto, "getRandomValues");
  expect((await world.send("GET", "/methods")).status).toBe(200);
  expect(random).not.toHaveBeenCalled();
});

test("an error has one request id, which the answer, its header and the log name", async () => {
  await using world = await createWorld({
    storage: "memory",
    service: {
      authenticate: () => {
        throw new Error("no session store");
      },
    },
  });
  const random = vi.spyOn(crypto, "getRandomValues");
  const answer = await world.send("GET", "/payments/me");
  expect(random).toHaveBeenCalledTimes(1);
  const { request_id } = (await answer.json()) as { request_id: string };
  expect(request_id).toMatch(/^req_[A-Za-z0-9_-]{22}$/);
  expect(answer.headers.get("x-request-id")).toBe(request_id);
  expect(world.log.filter((line) => line.includes(request_id))).toHaveLength(1);
});
