/** A checkout that fails because of Dodo's API: what the API answers, and what the buyer gets. */
import { expect, vi } from "vitest";
import { consoleLogger } from "../src/index.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

/** How the API of the local Dodo fails. */
export type Api = World["dodo"]["faults"]["api"];
/** What the buyer gets for a checkout that fails. */
export interface Failure {
  status: number;
  code: string;
  sentence: RegExp;
  retry_after?: string;
}

/** For errors after which the buyer may retry. */
export const RETRY: Failure = {
  status: 503,
  code: "provider_unavailable",
  sentence: /try again in a few seconds/,
  retry_after: "5",
};
/** For a page on a host that is not allowed. */
export const UNWANTED_PAGE: Failure = {
  status: 502,
  code: "provider_invalid",
  sentence: /names a page that is not on Dodo's hosts/,
};
/** For a response without a session or without its page. */
export const NO_PAGE: Failure = {
  status: 502,
  code: "provider_invalid",
  sentence: /has no session and page/,
};
/** For an API key that Dodo refuses. */
export const KEY: Failure = {
  status: 502,
  code: "provider_rejected",
  sentence:
    /refused the API key: check that DODO_PAYMENTS_API_KEY is a key of test_mode with write access/,
};
/** The text of Dodo's errors, which must not be passed on. */
export const FOREIGN = "canary dodo_test_emulator buyer@example.com";

/** Makes `POST /checkouts` fail with a status and an error of Dodo's. */
export function fail(status: number, code: string, headers: Record<string, string> = {}): Api {
  return { fail: { status, code, message: FOREIGN, headers, path: /^\/checkouts$/ } };
}

/** Changes fields of the response to `POST /checkouts`. */
export function answer(fields: Record<string, unknown>): Api {
  return {
    transform: (path, body) => (path === "/checkouts" ? { ...Object(body), ...fields } : body),
  };
}

/** Changes the page of a new session. */
export function page(checkout_url: string): Api {
  return answer({ checkout_url });
}

/** Creates a checkout; expects that it fails, and that neither response nor log has a secret. */
export async function expectFailure(
  world: World,
  topup_id: string,
  { status, code, sentence, retry_after }: Failure,
): Promise<void> {
  const response = await world.send("POST", "/checkout/create", {
    as: "user:ada",
    body: { method_id: "dodo", topup_id },
  });
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({
    error: expect.stringMatching(sentence),
    code,
    request_id: expect.any(String),
  });
  expect(response.status).toBe(status);
  if (retry_after !== undefined) expect(response.headers.get("retry-after")).toBe(retry_after);
  expectNoSecret(world, text + JSON.stringify([...response.headers]) + world.log.join("\n"));
}

/** Throws if a key or a text of Dodo's is in `text`. */
export function expectNoSecret(world: World, text: string): void {
  for (const secret of [
    world.dodo.api_key,
    world.dodo.webhook_key,
    "Bearer",
    "canary",
    "@example.com",
  ])
    expect(text).not.toContain(secret);
}

/** Counts the POST requests that Dodo has received. */
export function posts(world: World): number {
  return world.dodo.requests.filter(({ method }) => method === "POST").length;
}

/** Records what the process prints, until it is disposed of. */
export function watchConsole(): { lines: string[]; [Symbol.asyncDispose](): Promise<void> } {
  const lines: string[] = [];
  const print = (...parts: unknown[]): void =>
    void lines.push(
      parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" "),
    );
  const spies = (["log", "info", "warn", "error", "debug"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(print),
  );
  return { lines, [Symbol.asyncDispose]: async () => spies.forEach((spy) => spy.mockRestore()) };
}

/**
 * Expects of a checkout that the API makes fail: Dodo receives one request, the buyer gets a code
 * and a sentence without a secret, and the next checkout of the same topup succeeds.
 */
export async function expectOneFailure(
  storage: NonNullable<WorldOptions["storage"]>,
  api: Api,
  failure: Failure,
): Promise<void> {
  await using printed = watchConsole();
  await using world = await createWorld({ storage, service: { logger: consoleLogger } });
  const { topup_id } = world.host.addTopup();
  Object.assign(
    world.dodo.faults.api,
    structuredClone({ ...api, transform: undefined, fail: undefined }),
    { transform: api.transform, fail: api.fail },
  );
  await expectFailure(world, topup_id, failure);
  expect(posts(world)).toBe(1);
  expectNoSecret(world, printed.lines.join("\n"));
  expect(await world.only(topup_id)).toMatchObject({
    status: "failed",
    provider_session_id: null,
    checkout_url: null,
  });
  world.dodo.faults.api = {};
  const checkout = await world.create(topup_id);
  await world.dodo.pay(checkout.provider_session_id);
  await world.dodo.deliver();
  expect(world.host.balance("ada")).toBe(500);
  expect(posts(world)).toBe(2);
}
