/** Checkouts whose payment was declined. */
import { MINUTE, open, type Opened } from "./scenes.ts";
import type { World } from "./world.ts";

/** Returns how many checkouts were created at Dodo. */
export const posts = (world: World): number =>
  world.dodo.requests.filter(({ method, path }) => method === "POST" && path === "/checkouts")
    .length;

/** Declines a card in the session and delivers that, a minute before the test continues. */
export async function decline(world: World, session_id: string): Promise<void> {
  await world.dodo.pay(session_id, { result: "failed" });
  await world.dodo.deliver();
  world.clock.advance(MINUTE);
}

/** Makes a topup whose checkout was declined. */
export async function declined(world: World): Promise<Opened> {
  const opened = await open(world);
  await decline(world, opened.session_id);
  return opened;
}
