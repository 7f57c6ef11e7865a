import type { EmulatorContext } from "../context.ts";

/** One API request. */
export interface ApiCall {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The body as it was sent; empty if there was none. */
  body: string;
  /** The id or the discount code in the path, decoded; empty if the route has neither. */
  id: string;
}

/**
 * The handler of a route. It returns the JSON of the answer, or `undefined` for an answer without a
 * body. It throws a `DodoError` for an error.
 */
export type ApiRoute = (call: ApiCall, context: EmulatorContext) => unknown;
