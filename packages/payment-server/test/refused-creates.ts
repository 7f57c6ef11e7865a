/** Creates that must not make a checkout. */
import type { World } from "./world.ts";

/**
 * Returns the response of a create that must not make a checkout, without the request id, which
 * differs.
 */
export async function refusal(world: World, topup_id: string): Promise<unknown> {
  const response = await world.send("POST", "/checkout/create", {
    as: "user:ada",
    body: { method_id: "dodo", topup_id },
  });
  const { request_id: _, ...body } = Object(await response.json());
  return {
    status: response.status,
    ...body,
    headers: [...response.headers].filter(([name]) => name !== "x-request-id"),
  };
}

/** Returns how many checkouts were created at Dodo. */
export function posts(world: World): number {
  return world.dodo.requests.filter(({ method }) => method === "POST").length;
}
