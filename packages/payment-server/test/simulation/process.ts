/** A process as a host application runs it: the routes on a context of their own, every step of it on the stage. */
import {
  dodoPaymentProvider,
  PaymentError,
  type Identity,
  type PaymentServiceOptions,
  type Storage,
} from "../../src/index.ts";
import type { HttpContext } from "../../src/http/call.ts";
import { createFetch } from "../../src/http/router.ts";
import { createContext } from "../../src/settings.ts";
import { around } from "../faults.ts";
import { ORIGIN } from "../world.ts";
import type { Facts } from "./facts.ts";
import type { StagedHost } from "./host.ts";
import type { Network, Server } from "./network.ts";

/** A process that is alive, or was. */
export interface Worker extends Server {
  frozen: boolean;
  /** When it goes on, if it stands still. */
  thaws_at: number;
  dead: boolean;
  readonly context: HttpContext;
}

/** What all processes share. */
export interface Surroundings {
  facts: Facts;
  host: StagedHost;
  storage: Storage;
  network: Network;
  newId(prefix: string): string;
}

/** Starts a process. It has asked about the product once, so that the SDK is loaded: loading takes real time. */
export async function startWorker(name: string, surroundings: Surroundings): Promise<Worker> {
  const { facts, newId } = surroundings;
  const context = createContext(optionsOf(surroundings));
  const worker: Worker = {
    name,
    frozen: false,
    thaws_at: 0,
    dead: false,
    context,
    fetch: createFetch(() => context),
  };
  context.newId = newId;
  context.ticks = () => facts.time.now();
  context.sleep = async (ms, signal) => await facts.time.sleep(worker, ms, signal);
  for (const provider of context.providers.values())
    await provider.check(new AbortController().signal);
  return worker;
}

function optionsOf({ facts, host, storage, network }: Surroundings): PaymentServiceOptions {
  const { climate, time } = facts;
  const { url, api_key, webhook_key } = network.dodo;
  return {
    readTopup: async (topup_id) => await host.readTopup(topup_id),
    finishTopup: async (topup_id, extra) => await host.finishTopup(topup_id, extra),
    providers: [
      dodoPaymentProvider({
        api_key,
        product_id: "pdt_topup",
        webhook_key: climate.signed ? webhook_key : undefined,
        api_base_url: url,
        fetch: network.ask,
      }),
    ],
    storage: staged(storage, facts),
    confirm: climate.confirm,
    authenticate: identityOf,
    base_url: ORIGIN,
    clock: () => time.now(),
    env: {},
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    provider_calls_per_second: 1_000,
  };
}

/** Where claims are read and made: their steps are never left out. */
const CREDIT = new Set([
  "readCredit",
  "claimCredit",
  "closeCredit",
  "voidCredit",
  "returnCredit",
  "reopenCredit",
  "endLease",
]);

/** A step before and after every verb; at either the database may go away. */
function staged(storage: Storage, { stage, dice }: Facts): Storage {
  const pass = async (verb: string, step: string): Promise<void> => {
    const place = CREDIT.has(verb) ? "credit" : "storage";
    if ((await stage.park(place, `${verb} ${step}`, ["fail"])) === "fail")
      throw new PaymentError("storage_unavailable", "The database is away.");
  };
  return around(storage, async (verb, run) => {
    // Before a read little can differ from after what came before it.
    if (CREDIT.has(verb) || !isRead(verb) || dice(4) === 0) await pass(verb, "before");
    const result = await run();
    await pass(verb, `after${summary(result)}`);
    return result;
  });
}

/** Verbs that change nothing. */
export function isRead(verb: string): boolean {
  return /^(read|list|find|summary)/.test(verb);
}

const TOLD = ["won", "status", "state", "fence", "live", "sync_status", "length"];

/** What a verb has answered, for the trace: words and numbers, no ids. */
function summary(result: unknown): string {
  const parts = [
    Object(result),
    Object(Reflect.get(Object(result), "payment")),
    Object(Reflect.get(Object(result), "credit")),
  ];
  const told = TOLD.flatMap((name) => {
    const value: unknown = parts
      .map((part): unknown => Reflect.get(part, name))
      .find((found) => found !== undefined);
    return value === undefined || typeof value === "object" ? [] : [`${name} ${String(value)}`];
  });
  return told.length === 0 ? "" : ` (${told.join(", ")})`;
}

function identityOf(request: Request): Identity | null {
  const word = request.headers.get("authorization") ?? "";
  if (word === "Bearer admin") return { user_id: "root", admin: true };
  return word === "Bearer ada" ? { user_id: "ada" } : null;
}
