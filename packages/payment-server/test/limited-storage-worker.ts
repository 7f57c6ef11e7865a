/**
 * A SQLite storage in its own process: `limited-storage-worker.ts <file>`. Each message is a call
 * of a verb, and each answer is its result or its error.
 */
import { PaymentError, type ErrorCode } from "../src/errors.ts";
import { sqliteStorage } from "../src/storage/sqlite.ts";

/** A call of a storage verb, as it is sent to the worker. */
export interface Call {
  id: number;
  /** The caller's clock. */
  now: number;
  verb: string;
  given: unknown[];
}

/** The result of a call, or its error. */
export type Answer = { id: number } & ({ result: unknown } | { code: ErrorCode; message: string });

let now = 0;
const [, , file = ""] = process.argv;
const storage = sqliteStorage(file, { clock: () => now });

async function answer({ id, verb, given }: Call): Promise<Answer> {
  try {
    const call: unknown = Reflect.get(storage, verb);
    if (typeof call !== "function") throw new Error(`a storage has no ${verb}`);
    return { id, result: await Reflect.apply(call, storage, given) };
  } catch (error) {
    return error instanceof PaymentError
      ? { id, code: error.code, message: error.message }
      : { id, code: "internal", message: String(error) };
  }
}

process.on("message", (call: Call) => {
  now = call.now;
  void answer(call).then((answered) => process.send?.(answered));
});
