// Names what a request costs: where the time of the process goes, by package and by function.
import { Session } from "node:inspector/promises";
import { open, type Bench } from "./bench.ts";
import { createRequest, deliver, delivery, newTopup, openCheckouts, send } from "./purchases.ts";

/** A share of the time, in percent. */
export interface Cost {
  name: string;
  percent: number;
}

export interface Profile {
  packages: Cost[];
  functions: Cost[];
}

/** The number of functions that are listed. */
const MOST = 20;

/** Profiles first deliveries and creates on SQLite, each `amount.deliveries` times the rounds. */
export async function profile(bench: Bench): Promise<Record<string, Profile>> {
  const { amount, candidates, dodo_url } = bench;
  const [ours] = candidates;
  if (ours === undefined) return {};
  const count = amount.deliveries * amount.rounds;
  const { handler, close } = await open(ours, dodo_url);
  const deliveries = (await openCheckouts(handler, count)).map(delivery);
  const creates = Array.from({ length: count }, () => createRequest("ada", newTopup("ada")));
  const profiles = {
    "webhook, first delivery": await profileOf(async () => {
      for (const request of deliveries) await deliver(handler, request);
    }),
    "checkout/create": await profileOf(async () => {
      for (const request of creates) await send(handler, request);
    }),
  };
  await close();
  return profiles;
}

async function profileOf(run: () => Promise<void>): Promise<Profile> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
  await run();
  const { profile: recorded } = await session.post("Profiler.stop");
  session.disconnect();
  const frames = new Map(recorded.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [packages, functions] = [new Map<string, number>(), new Map<string, number>()];
  for (const [index, id] of (recorded.samples ?? []).entries()) {
    const { functionName = "", url = "" } = frames.get(id) ?? {};
    // Time in which the process waits is not a cost of it, nor is starting the profiler.
    if (functionName === "(idle)" || url === "node:inspector") continue;
    const time = recorded.timeDeltas?.[index] ?? 0;
    const owner = functionName.startsWith("(") ? functionName : packageOf(url);
    packages.set(owner, (packages.get(owner) ?? 0) + time);
    const name = `${owner} ${functionName === "" ? "(anonymous)" : functionName}`;
    functions.set(name, (functions.get(name) ?? 0) + time);
  }
  return { packages: shares(packages), functions: shares(functions).slice(0, MOST) };
}

/** Returns the package of a file, `node` for Node's own files and `native` for native code. */
function packageOf(url: string): string {
  if (url === "") return "native";
  if (url.includes("/undici/")) return "undici";
  if (url.startsWith("node:")) return "node";
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (installed !== undefined) return installed;
  return url.includes("/payment-server/") ? "payment-server" : "the benchmark";
}

function shares(times: ReadonlyMap<string, number>): Cost[] {
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([name, time]) => ({ name, percent: (time / total) * 100 }))
    .sort((a, b) => b.percent - a.percent);
}
