import type { EmulatorContext } from "../context.ts";

/** One API request. */
export interface ApiCall {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The body as it was sent; empty if there was none. */
  body: string;
  /** The id in the path, decoded; empty if the route has none. */
  id: string;
}

/** A route. It returns the JSON of the answer and throws a `DodoError` for every other answer. */
export type ApiRoute = (call: ApiCall, context: EmulatorContext) => unknown;
