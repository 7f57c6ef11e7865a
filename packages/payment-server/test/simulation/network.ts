/**
 * The network between the processes and Dodo: API calls in steps, with the emulator's faults, and
 * deliveries that time out after 15 seconds.
 */
import {
  createDodoEmulator,
  type ApiFaults,
  type DodoEmulator,
  type DodoEmulatorOptions,
} from "@x/dodo-emulator";
import { BASE } from "../world.ts";
import type { Facts } from "./facts.ts";
import type { How, Process } from "./steps.ts";

/** Dodo itself is never suspended. */
const DODO = { suspended: false, dead: false };
const DELIVERY_TIMEOUT_MS = 15_000;

const FAULTS: Record<Exclude<How, "lag" | "skip">, () => ApiFaults> = {
  go: () => ({}),
  fail: () => ({ fail: { status: 500, count: 1 } }),
  lose: () => ({ drop_after_commit: 1, only: {} }),
  hang: () => ({ hang: 1 }),
};

/** A delivery and the answer it got. */
export interface Answered {
  webhook_id: string;
  payment_id: string | null;
  type: string;
  status: number;
  body: unknown;
}

/** Dodo, as the processes reach it. */
export interface Network {
  dodo: DodoEmulator;
  /** Carries a request of a process to Dodo's API. */
  callDodo(request: Request): Promise<Response>;
}

/** A process that takes requests. */
export interface Server extends Process {
  fetch(request: Request): Promise<Response>;
}

/** The receiving end of deliveries. */
export interface Receiver {
  /** Returns the process that takes the next delivery. */
  route(): Server;
  answered(delivery: Answered): Promise<void>;
}

/** Creates the emulator of the run and the network around it. */
export function createNetwork(
  facts: Facts,
  options: DodoEmulatorOptions,
  { route, answered }: Receiver,
): Network {
  const { scheduler, time } = facts;
  const dodo = createDodoEmulator({
    ...options,
    clock: { now: () => time.now() },
    delivery: "manual",
    webhook_url: `${BASE}/webhook`,
    fetch: deliver,
  });

  /**
   * Records the step of the first report only, since a task that calls twice may decide by the
   * first answer.
   */
  function recordReport(payment_id: string): void {
    const reported = scheduler.current()?.reported;
    if (reported !== undefined && !reported.has(payment_id)) reported.set(payment_id, facts.step);
  }

  async function deliver(request: Request): Promise<Response> {
    const webhook_id = request.headers.get("webhook-id") ?? "";
    const text = await request.clone().text();
    const { type, data } = JSON.parse(text) as { type: string; data: { payment_id?: string } };
    const server = route();
    const answer = scheduler.begin(
      server,
      `${type} ${facts.nameOf("delivery", webhook_id)}`,
      async () => {
        if (data.payment_id !== undefined) recordReport(data.payment_id);
        const response = await server.fetch(request);
        return { status: response.status, text: await response.text() };
      },
    );
    const judged = answer.then(async ({ status, text: said }) => {
      await answered({
        webhook_id,
        payment_id: data.payment_id ?? null,
        type,
        status,
        body: JSON.parse(said),
      });
      return new Response(said, { status });
    });
    const late = time
      .sleep(DODO, DELIVERY_TIMEOUT_MS)
      .then(() => Promise.reject(new Error("no answer in time")));
    late.catch(() => undefined);
    return await Promise.race([judged, late]);
  }

  async function callDodo(request: Request): Promise<Response> {
    const [, resource = "", id] = new URL(request.url).pathname.split("/");
    const name = `${request.method} /${resource}${id === undefined ? "" : "/{id}"}`;
    const how = await scheduler.waitAt(
      "provider",
      `${name} before`,
      ["fail", "lose", "hang"],
      request.signal,
    );
    dodo.faults.api = FAULTS[how === "lag" || how === "skip" ? "go" : how]();
    const response = await dodo.fetch(request);
    if (resource === "payments" && id !== undefined && response.ok) recordReport(id);
    await scheduler.waitAt("provider", `${name} after (${response.status})`, [], request.signal);
    return response;
  }

  return { dodo, callDodo };
}
