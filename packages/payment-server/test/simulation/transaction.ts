/** The transactions and the storage of transactional mode, as the host and the rules see them. */
import type { Storage, TransactionalStorage } from "../../src/index.ts";

/** A value of a statement. */
export type Value = string | number;

/** Runs a statement outside of the transactions; reads see only what is committed. */
export type Query = (text: string, ...values: Value[]) => Record<string, unknown>[];

/** The handle of an open transaction, which the host gets as `tx`. */
export interface SharedTransaction {
  readonly outcome: "open" | "committed" | "rolled back";
  /** Runs a statement of the host. `name` is its name in the trace. */
  run(name: string, text: string, ...values: Value[]): Promise<void>;
}

/** The storage of transactional mode. */
export type SharedStorage = TransactionalStorage<SharedTransaction>;

/** Returns whether this is the storage of transactional mode, possibly wrapped. */
export function isShared(storage: Storage): storage is SharedStorage {
  return "creditWith" in storage;
}
