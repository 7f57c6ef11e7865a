/** What a request is answered, in the few words that tests compare. */
import type { PaymentService } from "../src/index.ts";
import type { World } from "./world.ts";

/** Status and decision of a delivery, or the code of its refusal. */
export async function decisionOf(
  response: Response,
): Promise<[status: number, word: string | undefined]> {
  const body = (await response.json()) as { sync_status?: string; code?: string };
  return [response.status, body.sync_status ?? body.code];
}

export interface CreateAnswer {
  status: number;
  code: string | undefined;
  /** The session of the page that was handed out. */
  session_id: string | undefined;
}

/** A click on the button, whatever it is answered. */
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

/** Clicks once a second, as often as the button is told to come back, until a page is opened; its session. */
export async function clickUntilOpened(world: World, topup_id: string): Promise<string> {
  for (let clicks = 0; clicks < 10; clicks += 1) {
    const { session_id } = await click(world, topup_id);
    if (session_id !== undefined) return session_id;
    world.clock.advance(1_000);
  }
  throw new Error("no page was opened");
}

/** The host sells the topup at another price from now on, so that its open page cannot be handed out again. */
export function reprice(world: World, topup_id: string, usd_cents: number): void {
  const topup = world.host.topups.get(topup_id);
  if (topup === undefined) throw new Error("no such topup");
  world.host.topups.set(topup_id, { ...topup, usd_cents });
}

/** What Dodo is asked while something is done: method and path of each call, ids left out. */
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
