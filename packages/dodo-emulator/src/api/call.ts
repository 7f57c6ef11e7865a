import type { Faults } from "../faults.ts";
import type { Hands } from "../hands.ts";
import type { Settings } from "../options.ts";
import type { State } from "../state.ts";
import type { DeliveryQueue } from "../webhooks/queue.ts";

/** One API request, taken apart. */
export interface ApiCall {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  /** The id in the path, if the route has one. */
  id: string;
}

/** What a route works with. */
export interface ApiContext {
  state: State;
  settings: Settings;
  /** Where the emulator can be reached, for the links it gives out. */
  origin: () => string;
  hands: Hands;
  queue: DeliveryQueue;
  faults: Faults;
}

/** A route: the call in, the JSON out; it throws a `DodoError` for anything but success. */
export type ApiRoute = (call: ApiCall, context: ApiContext) => unknown;
