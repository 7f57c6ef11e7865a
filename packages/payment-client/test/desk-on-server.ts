// A desk's store over a real server.
import { BASE, type World } from "../../payment-server/test/world.ts";
import { createAdminClient } from "../src/admin.ts";
import { createDeskStore, type DeskAddress, type DeskStore } from "../src/desk/desk-store.ts";

/** A desk over a real server, with the requests that it has sent. */
export interface Desk {
  store: DeskStore;
  address: DeskAddress & { fragment: string; change(fragment: string): void };
  sent: string[];
}

/** Opens a desk for a user, by default an administrator. */
export function deskOf(world: World, as = "admin"): Desk {
  const sent: string[] = [];
  const client = createAdminClient({
    endpoint: BASE,
    token: as,
    fetch: async (request) => {
      sent.push(`${request.method} ${new URL(request.url).pathname.slice("/v1/payment".length)}`);
      return await world.payment.fetch(request);
    },
  });
  let listener = (): void => undefined;
  const address = {
    fragment: "",
    read: () => address.fragment,
    write: (fragment: string) => void (address.fragment = fragment),
    listen: (changed: () => void) => {
      listener = changed;
      return () => (listener = (): void => undefined);
    },
    change(fragment: string) {
      address.fragment = fragment;
      listener();
    },
  };
  return { store: createDeskStore(client, address, world.clock.now), address, sent };
}
