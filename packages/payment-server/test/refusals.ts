/** How a request that is refused must look from outside. */
import { expect } from "vitest";
import type { World } from "./world.ts";

/** Expects an error in the one shape of all errors, with these and no other fields. */
export async function expectRefusal(
  response: Response,
  status: number,
  code: string,
  sentence: string | RegExp,
): Promise<void> {
  const error = typeof sentence === "string" ? sentence : expect.stringMatching(sentence);
  expect([response.status, await response.json()]).toEqual([
    status,
    { code, error, request_id: expect.stringMatching(/^req_[A-Za-z0-9_-]{22}$/) },
  ]);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
}

/**
 * Expects that nothing was written, that nothing but an answer `topup_not_found` was logged, and
 * that neither Dodo nor the host was called.
 */
export async function expectUntouched(world: World): Promise<void> {
  expect([
    world.dodo.requests,
    world.host.calls,
    await world.allPayments(),
    await world.allEvents(),
    world.log.filter((line) => !line.startsWith("a buyer was answered `topup_not_found`")),
  ]).toEqual([[], [], [], [], []]);
}
