import { deletedProducts, markDeleted } from "../money/product.ts";
import type { State } from "./state.ts";

/** A copy of all records. Later changes of the records do not change the copy. */
export interface StateCopy {
  state: State;
  /** The ids of the archived products; the copy of a product does not contain this state. */
  deleted: readonly string[];
}

/** Copies all records. */
export function copyState(state: State): StateCopy {
  return { state: structuredClone(state), deleted: deletedProducts(state.products) };
}

/**
 * Replaces the current records by those of a copy. `state`, its maps and the endpoint of
 * `webhook_url` stay the same objects, because other parts of the emulator refer to them.
 */
export function restoreState(state: State, copy: StateCopy): void {
  const configured = [...state.endpoints.values()].find((endpoint) => endpoint.configured);
  const restored = structuredClone(copy.state);
  for (const name of Object.keys(state) as (keyof State)[]) fill(state[name], restored[name]);
  for (const product_id of copy.deleted) markDeleted(state.products.get(product_id));
  for (const endpoint of state.endpoints.values())
    if (endpoint.configured && configured !== undefined)
      state.endpoints.set(endpoint.id, Object.assign(configured, endpoint));
}

function fill(records: State[keyof State], from: State[keyof State]): void {
  records.clear();
  if (records instanceof Set && from instanceof Set) for (const id of from) records.add(id);
  if (records instanceof Map && from instanceof Map)
    for (const [key, record] of from) (records as Map<unknown, unknown>).set(key, record);
}
