import { statusOf } from "../error-codes.ts";
import { type ApiFaults, type Faults, takeApiFault } from "../faults.ts";

/** The connection broke: over a socket it is destroyed, in process the promise rejects with this. */
export class ConnectionLost extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConnectionLost";
  }
}

/** Who is asking, as far as faults care. */
export interface Caller {
  method: string;
  path: string;
  /** Aborts when the caller or the emulator gives up. */
  signal: () => AbortSignal;
}

/** Runs one API request through the faults that are set. */
export async function throughFaults(
  faults: Faults,
  caller: Caller,
  run: () => Response,
): Promise<Response> {
  const { api } = faults;
  const concerned = matches(api.only, caller);
  if (concerned && (api.delay_ms ?? 0) > 0) await wait(api.delay_ms ?? 0, caller.signal());
  if (concerned && takeApiFault(faults, "hang")) await wait(Infinity, caller.signal());
  const failure = failureFor(api, caller);
  if (failure !== null) return failure;
  const response = await transformed(api, caller.path, run());
  const droppable = api.only === undefined ? caller.method === "POST" : concerned;
  if (droppable && takeApiFault(faults, "drop_after_commit"))
    throw new ConnectionLost("the connection broke before the answer");
  return response;
}

function failureFor(api: ApiFaults, caller: Caller): Response | null {
  const { fail } = api;
  if (fail === undefined || fail.count === 0 || !matches(fail, caller)) return null;
  if (fail.count !== undefined) fail.count -= 1;
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
  return Response.json({ code, message: fail.message ?? "a fault was asked for" }, init);
}

async function transformed(api: ApiFaults, path: string, response: Response): Promise<Response> {
  if (api.transform === undefined || !response.ok || response.body === null) return response;
  return Response.json(await api.transform(path, await response.json()), {
    status: response.status,
  });
}

function matches(
  rule: { path?: RegExp | undefined; method?: string | undefined } | undefined,
  caller: Caller,
): boolean {
  if (rule?.method !== undefined && rule.method.toUpperCase() !== caller.method) return false;
  // A copy, since a global expression remembers where it stopped.
  return rule?.path === undefined || new RegExp(rule.path).test(caller.path);
}

/** Waits so many real milliseconds, or for ever, and rejects as soon as the caller or the emulator gives up. */
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
