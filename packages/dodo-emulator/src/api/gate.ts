import { statusOf } from "../error-codes.ts";
import { type ApiFaults, type Faults, takeApiFault } from "../faults.ts";

/**
 * The error that the emulator's `fetch()` rejects with if a fault breaks the connection. A client
 * of the server that `listen()` started sees its connection closed instead.
 */
export class ConnectionLost extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConnectionLost";
  }
}

/** The parts of a request that the fault functions need. */
export interface FaultTarget {
  method: string;
  path: string;
  /** Returns a signal that aborts if the client gives up or the emulator is closed or reset. */
  signal: () => AbortSignal;
}

/**
 * Answers one API request and applies the faults that are set. `run` computes the real answer,
 * unless a fault answers first. Throws `ConnectionLost` if a fault breaks the connection. Throws
 * the signal's reason if the signal aborts while the request waits.
 */
export async function throughFaults(
  faults: Faults,
  target: FaultTarget,
  run: () => Response,
): Promise<Response> {
  const { api } = faults;
  const selected = matches(api.only, target);
  if (selected && (api.delay_ms ?? 0) > 0) await wait(api.delay_ms ?? 0, target.signal());
  if (selected && takeApiFault(faults, "hang")) await wait(Infinity, target.signal());
  const failure = failureFor(api, target);
  if (failure !== null) return failure;
  const response = await transformed(api, target.path, run());
  const droppable = api.only === undefined ? target.method === "POST" : selected;
  if (droppable && takeApiFault(faults, "drop_after_commit"))
    throw new ConnectionLost("the connection broke before the answer");
  return response;
}

function failureFor(api: ApiFaults, target: FaultTarget): Response | null {
  const { fail } = api;
  if (fail === undefined || fail.count === 0 || !matches(fail, target)) return null;
  // The object is replaced and not changed, because a snapshot may contain it.
  if (fail.count !== undefined) api.fail = { ...fail, count: fail.count - 1 };
  const { code = "INTERNAL_SERVER_ERROR" } = fail;
  const status = fail.status ?? statusOf(code);
  const init = {
    status,
    headers: {
      ...(fail.body === undefined ? {} : { "content-type": "text/html" }),
      ...fail.headers,
    },
  };
  if (fail.body !== undefined) return new Response(fail.body, init);
  return Response.json({ code, message: fail.message ?? "a fault is set" }, init);
}

async function transformed(api: ApiFaults, path: string, response: Response): Promise<Response> {
  const isJson = response.headers.get("content-type") === "application/json";
  if (api.transform === undefined || !response.ok || !isJson) return response;
  return Response.json(await api.transform(path, await response.json()), {
    status: response.status,
  });
}

function matches(
  rule: { path?: RegExp | undefined; method?: string | undefined } | undefined,
  target: FaultTarget,
): boolean {
  if (rule?.method !== undefined && rule.method.toUpperCase() !== target.method) return false;
  // A copy of the pattern is used, because a pattern with the `g` flag would start to search where
  // its last match ended.
  return rule?.path === undefined || new RegExp(rule.path).test(target.path);
}

/**
 * Waits `ms` milliseconds of real time, or forever if `ms` is `Infinity`. Rejects as soon as the
 * signal aborts.
 */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = ms === Infinity ? undefined : setTimeout(done, ms);
    function done(): void {
      signal.removeEventListener("abort", stop);
      resolve();
    }
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
