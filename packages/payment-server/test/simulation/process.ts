/**
 * A process as a host application runs it: the routes on their own context, with every step under
 * the scheduler.
 */
import {
  dodoPaymentProvider,
  PaymentError,
  type Identity,
  type PaymentServiceOptions,
  type TransactionalServiceOptions,
  type Storage,
} from "../../src/index.ts";
import type { HttpContext } from "../../src/http/call.ts";
import { createFetch } from "../../src/http/router.ts";
import { createContext } from "../../src/settings.ts";
import { around } from "../faults.ts";
import { ORIGIN } from "../world.ts";
import type { Facts } from "./facts.ts";
import type { SimulatedHost } from "./host.ts";
import type { Network, Server } from "./network.ts";
import { isShared, type SharedTransaction } from "./transaction.ts";

/** A process that is alive, or was. */
export interface Worker extends Server {
  suspended: boolean;
  /** When it resumes, if it is suspended, in Unix milliseconds. */
  resumes_at: number;
  dead: boolean;
  readonly context: HttpContext;
}

/** The parts that all processes share. */
export interface Surroundings {
  facts: Facts;
  host: SimulatedHost;
  storage: Storage;
  network: Network;
  newId(prefix: string): string;
}

/**
 * Starts a process. Its first request about the product is made here, so that the SDK is loaded:
 * loading takes real time.
 */
export async function startWorker(name: string, surroundings: Surroundings): Promise<Worker> {
  const { facts, newId } = surroundings;
  const context = createContext(optionsOf(surroundings));
  const worker: Worker = {
    name,
    suspended: false,
    resumes_at: 0,
    dead: false,
    context,
    fetch: createFetch(() => context),
  };
  context.newId = newId;
  context.newPaymentId = () => newId("pmt");
  context.ticks = () => facts.time.now();
  context.sleep = async (ms, signal) => await facts.time.sleep(worker, ms, signal);
  for (const provider of context.providers.values())
    await provider.check(new AbortController().signal);
  return worker;
}

function optionsOf({
  facts,
  host,
  storage,
  network,
}: Surroundings): PaymentServiceOptions | TransactionalServiceOptions<SharedTransaction> {
  const { conditions, time } = facts;
  const { url, api_key, webhook_key } = network.dodo;
  const common: Omit<PaymentServiceOptions, "storage" | "finishTopup" | "transactional"> = {
    readTopup: async (topup_id) => await host.readTopup(topup_id),
    providers: [
      dodoPaymentProvider({
        api_key,
        product_id: "pdt_topup",
        webhook_key: conditions.signed ? webhook_key : undefined,
        api_base_url: url,
        fetch: network.callDodo,
      }),
    ],
    confirm: conditions.confirm,
    authenticate: identityOf,
    base_url: ORIGIN,
    clock: () => time.now(),
    env: {},
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    provider_calls_per_second: 1_000,
  };
  const stepped = withSteps(storage, facts);
  if (isShared(stepped))
    return {
      ...common,
      transactional: true,
      storage: stepped,
      finishTopup: async (topup_id, { tx, ...extra }) =>
        await host.finishTopup(topup_id, extra, tx),
    };
  return {
    ...common,
    storage: stepped,
    finishTopup: async (topup_id, extra) => await host.finishTopup(topup_id, extra),
  };
}

/** The verbs that read and change claims; their steps are never skipped. */
const CREDIT = new Set([
  "readCredit",
  "claimCredit",
  "closeCredit",
  "voidCredit",
  "returnCredit",
  "reopenCredit",
  "endLease",
  "creditWith",
]);

/** Adds a step before and after every verb; at each of them the database may fail. */
function withSteps(storage: Storage, { scheduler, dice }: Facts): Storage {
  const pass = async (verb: string, step: string): Promise<void> => {
    const place = CREDIT.has(verb) ? "credit" : "storage";
    if ((await scheduler.waitAt(place, `${verb} ${step}`, ["fail"])) === "fail")
      throw new PaymentError("storage_unavailable", "The database is away.");
  };
  return around(storage, async (verb, run) => {
    // The state before a read differs little from the state after the previous verb, so most of
    // these steps are skipped.
    if (CREDIT.has(verb) || !isRead(verb) || dice(4) === 0) await pass(verb, "before");
    const result = await run();
    await pass(verb, `after${summary(result)}`);
    return result;
  });
}

/** Returns whether the verb changes nothing. */
export function isRead(verb: string): boolean {
  return /^(read|list|find|summary)/.test(verb);
}

const REPORTED_FIELDS = ["won", "status", "state", "fence", "live", "sync_status", "length"];

/** Returns a verb's result for the trace, without ids. */
function summary(result: unknown): string {
  const parts = [
    Object(result),
    Object(Reflect.get(Object(result), "payment")),
    Object(Reflect.get(Object(result), "credit")),
  ];
  const reported = REPORTED_FIELDS.flatMap((name) => {
    const value: unknown = parts
      .map((part): unknown => Reflect.get(part, name))
      .find((found) => found !== undefined);
    return value === undefined || typeof value === "object"
      ? []
      : [`${name} ${value as string | number}`];
  });
  return reported.length === 0 ? "" : ` (${reported.join(", ")})`;
}

function identityOf(request: Request): Identity | null {
  const bearer = request.headers.get("authorization") ?? "";
  if (bearer === "Bearer admin") return { user_id: "root", admin: true };
  return bearer === "Bearer ada" ? { user_id: "ada" } : null;
}
