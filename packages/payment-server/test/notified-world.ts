/** A world whose host is notified, and what it was sent. */
import { expect, vi } from "vitest";
import type { PaymentServiceOptions, WireNotice } from "../src/index.ts";
import { createWorld, type StorageKind, type World, type WorldOptions } from "./world.ts";

/** A world, and the calls of its host's `notify()`. */
export interface NotifiedWorld extends AsyncDisposable {
  world: World;
  /** The notices of all calls, in order, whether the call succeeded or not. */
  sent: WireNotice[];
  /** Runs inside `notify()`; it may throw or wait. */
  host: { before: ((notice: WireNotice, signal: AbortSignal) => unknown) | null };
  notify: NonNullable<PaymentServiceOptions["notify"]>;
  /** Returns the kinds of the calls so far and forgets them, once no notice is being sent. */
  kinds(): Promise<string[]>;
  /** Waits until no notice waits in the storage. */
  settled(): Promise<void>;
}

/**
 * Returns what each notice says about money that went back: its kind, the amount, the credits and
 * the user.
 */
export function returnedOf(
  sent: readonly WireNotice[],
): [kind: string, added_minor: number, credits: number, user_id: string][] {
  return sent.flatMap((notice) => {
    if (notice.kind === "unmatched" || notice.returned === null) return [];
    const { added_minor, credits, user_id } = notice.returned;
    return [[notice.kind, added_minor, credits, user_id]];
  });
}

/** Creates a world with a `notify()` that records its calls. */
export async function createNotifiedWorld(
  storage: StorageKind,
  options: WorldOptions = {},
): Promise<NotifiedWorld> {
  const sent: WireNotice[] = [];
  const host: NotifiedWorld["host"] = { before: null };
  const notify: NotifiedWorld["notify"] = async (notice, { signal }) => {
    sent.push(notice);
    await host.before?.(notice, signal);
  };
  const world = await createWorld({
    ...options,
    storage,
    service: { ...options.service, notify },
  });
  const settled = async (): Promise<void> =>
    await vi.waitFor(
      async () => expect((await world.storage.summary(world.clock.now())).waiting_notices).toBe(0),
      { timeout: 120_000, interval: 5 },
    );
  return {
    world,
    sent,
    host,
    notify,
    settled,
    async kinds() {
      await settled();
      return sent.splice(0).map(({ kind }) => kind);
    },
    [Symbol.asyncDispose]: async () => await world.close(),
  };
}
