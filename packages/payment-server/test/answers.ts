/** Short forms of responses, and a buyer's clicks, for tests that compare them. */
import type { PaymentService } from "../src/index.ts";
import type { World } from "./world.ts";

/** Returns the status of a delivery's response and its `sync_status`, or its error code. */
export async function decisionOf(
  response: Response,
): Promise<[status: number, decision: string | undefined]> {
  const body = (await response.json()) as { sync_status?: string; code?: string };
  return [response.status, body.sync_status ?? body.code];
}

/** The response of a create, as tests compare it. */
export interface CreateAnswer {
  status: number;
  code: string | undefined;
  /** The session of the returned checkout; `undefined` if the create was refused. */
  session_id: string | undefined;
}

/** Clicks the button once and returns the response, even a refusal. */
export async function click(
  world: World,
  topup_id: string,
  { service = world.payment, as = "user:ada" }: { service?: PaymentService; as?: string } = {},
): Promise<CreateAnswer> {
  const response = await world.send("POST", "/checkout/create", {
    as,
    body: { method_id: "dodo", topup_id },
    service,
  });
  const body = (await response.json()) as { code?: string; provider_session_id?: string };
  return { status: response.status, code: body.code, session_id: body.provider_session_id };
}

/** Clicks once a second, up to ten times, until a checkout is returned; returns its session. */
export async function clickUntilCreated(world: World, topup_id: string): Promise<string> {
  for (let clicks = 0; clicks < 10; clicks += 1) {
    const { session_id } = await click(world, topup_id);
    if (session_id !== undefined) return session_id;
    world.clock.advance(1_000);
  }
  throw new Error("no checkout was created");
}

/** Changes the topup's price at the host, so that its open checkout cannot be returned again. */
export function reprice(world: World, topup_id: string, usd_cents: number): void {
  const topup = world.host.topups.get(topup_id);
  if (topup === undefined) throw new Error("no such topup");
  world.host.topups.set(topup_id, { ...topup, usd_cents });
}

/** Returns method and path, without ids, of each call to Dodo that `act` causes. */
export async function callsTo(world: World, act: () => Promise<unknown>): Promise<string[]> {
  const before = world.dodo.requests.length;
  await act();
  return world.dodo.requests
    .slice(before)
    .map(
      ({ method, path }) =>
        `${method} /${path.split("/")[1] ?? ""}${path.split("/").length > 2 ? "/…" : ""}`,
    );
}
