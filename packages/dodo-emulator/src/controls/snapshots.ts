import type { ApiRequest } from "../api/requests.ts";
import type { EmulatorContext } from "../context.ts";
import type { DodoEmulator, Snapshot } from "../dodo-emulator.ts";
import { copyState, restoreState } from "../ledger/state-copy.ts";

/** Creates `snapshot()` and `restore()`. A snapshot can be restored any number of times. */
export function snapshotControls(
  { state, settings, actions, queue, faults }: EmulatorContext,
  requests: ApiRequest[],
): Pick<DodoEmulator, "snapshot" | "restore"> {
  const restorers = new WeakMap<Snapshot, () => void>();
  return {
    snapshot() {
      const copy = copyState(state);
      const [debits, deliveries] = [actions.saveDebits(), queue.save()];
      const kept = [...requests];
      const [webhooks, api] = [{ ...faults.webhooks }, { ...faults.api }];
      const now = settings.clock.now();
      const snapshot: Snapshot = { taken_at: now };
      restorers.set(snapshot, () => {
        Reflect.get(settings.clock, "set")?.call(settings.clock, now);
        restoreState(state, copy);
        debits();
        deliveries();
        requests.splice(0, requests.length, ...kept);
        faults.webhooks = { ...webhooks };
        faults.api = { ...api };
      });
      return snapshot;
    },
    restore(snapshot) {
      const run = restorers.get(snapshot);
      if (run === undefined)
        throw new TypeError("restore() needs a snapshot that this emulator has taken");
      run();
    },
  };
}
