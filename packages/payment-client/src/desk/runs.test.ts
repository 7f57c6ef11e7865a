import { describe, expect, test } from "vitest";
import { deferred, type Deferred } from "../../test/deferred.ts";
import { scriptedAdmin, type ScriptedAdmin } from "../../test/desk-client.ts";
import { driftOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";
import type { Drift } from "../report-wire.ts";
import type { ReconcileResult } from "../wire.ts";
import { createDriftRun, createReconcileRun } from "./runs.ts";

/** A part of a comparison, with more behind it. */
function partOf(more: Partial<Drift> = {}): Drift {
  return { items: [], checked: 100, failed: 0, whole: false, next_cursor: "2", ...more };
}

/** A client whose parts of a comparison the test sends, and the run over it. */
function driftBench(): {
  client: ScriptedAdmin;
  parts: Deferred<Drift>[];
  run: ReturnType<typeof createDriftRun>;
} {
  const parts: Deferred<Drift>[] = [];
  const client = scriptedAdmin({
    drift: async () => {
      const part = deferred<Drift>();
      parts.push(part);
      return await part.promise;
    },
  });
  return { client, parts, run: createDriftRun(client, () => 7_000) };
}

/** Lets the promises go on that are due. */
const settled = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve));

describe("the comparison with Dodo", () => {
  test("sends nothing before it is started", () => {
    const { client, run } = driftBench();
    expect(client.calls).toEqual([]);
    expect(run.$run.get()).toEqual({
      ...{ running: false, progress: null, at: null, error: null, more: false },
    });
  });

  test("goes on from part to part, and shows after each how far it is", async () => {
    const { client, parts, run } = driftBench();
    const done = run.start();
    expect(run.$run.get()).toMatchObject({ running: true, progress: null });
    const [first, second] = [driftOf(), driftOf({ payment_id: "pmt_8" })];
    parts[0]?.resolve(partOf({ items: [first], failed: 1 }));
    await settled();
    expect(run.$run.get()).toMatchObject({
      running: true,
      progress: { items: [first], checked: 100, failed: 1 },
    });
    parts[1]?.resolve(partOf({ items: [second], checked: 7, failed: 2, next_cursor: null }));
    await done;
    expect(run.$run.get()).toEqual({
      running: false,
      progress: { items: [first, second], checked: 107, failed: 3 },
      at: 7_000,
      error: null,
      more: false,
    });
    expect(client.callsOf("drift")).toEqual([
      { limit: 100, cursor: undefined },
      { limit: 100, cursor: "2" },
    ]);
  });

  test("runs once, however often it is started", async () => {
    const { client, parts, run } = driftBench();
    const starts = [run.start(), run.start(), run.start()];
    parts[0]?.resolve(partOf({ next_cursor: null }));
    await Promise.all(starts);
    expect(client.calls).toHaveLength(1);
  });

  test("that failed in the middle keeps what it has found, says why, and when it ended", async () => {
    const { parts, run } = driftBench();
    const done = run.start();
    parts[0]?.resolve(partOf({ items: [driftOf()] }));
    await settled();
    parts[1]?.reject(failure("provider_unavailable", 503));
    await done;
    expect(run.$run.get()).toMatchObject({
      running: false,
      progress: { checked: 100 },
      error: { code: "provider_unavailable" },
      at: 7_000,
    });
    expect(run.$run.get().progress?.items).toHaveLength(1);
  });

  test("begins anew when it is started again: neither the error nor the old findings stay", async () => {
    const { client, parts, run } = driftBench();
    const failed = run.start();
    parts[0]?.resolve(partOf({ items: [driftOf()] }));
    await settled();
    parts[1]?.reject(failure("network"));
    await failed;
    const again = run.start();
    expect(run.$run.get()).toMatchObject({ running: true, progress: null, error: null });
    parts[2]?.resolve(partOf({ next_cursor: null }));
    await again;
    expect(run.$run.get().progress?.items).toEqual([]);
    expect(client.callsOf("drift")[2]).toEqual({ limit: 100, cursor: undefined });
  });

  test("that is stopped asks for no further part and shows no error", async () => {
    const { client, parts, run } = driftBench();
    const done = run.start();
    run.stop();
    expect(client.signals[0]?.aborted).toBe(true);
    parts[0]?.reject(new DOMException("aborted", "AbortError"));
    await done;
    expect(run.$run.get()).toMatchObject({ running: false, error: null });
    expect(client.calls).toHaveLength(1);
  });

  test("that is stopped ends also with a client that ignores its signal", async () => {
    const { client, parts, run } = driftBench();
    const done = run.start();
    run.stop();
    parts[0]?.resolve(partOf({ items: [driftOf()] }));
    await done;
    expect(client.calls).toHaveLength(1);
    expect(run.$run.get()).toMatchObject({ running: false, progress: null, error: null });
  });

  test("stops after 200 parts and says that there is more, and the next start goes on there", async () => {
    let parts = 0;
    const client = scriptedAdmin({
      drift: async () => {
        parts += 1;
        const items = parts === 1 || parts === 201 ? [driftOf({ payment_id: `pmt_${parts}` })] : [];
        return partOf({ items, checked: 1, next_cursor: parts < 203 ? `after ${parts}` : null });
      },
    });
    const run = createDriftRun(client, () => 0);
    await run.start();
    expect(client.calls).toHaveLength(200);
    expect(run.$run.get()).toMatchObject({
      running: false,
      more: true,
      progress: { checked: 200 },
    });
    await run.start();
    expect(client.callsOf("drift").slice(199)).toMatchObject([
      { cursor: "after 199" },
      { cursor: "after 200" },
      { cursor: "after 201" },
      { cursor: "after 202" },
    ]);
    const { more, progress } = run.$run.get();
    expect([more, progress?.checked]).toEqual([false, 203]);
    expect(progress?.items.map(({ payment_id }) => payment_id)).toEqual(["pmt_1", "pmt_201"]);
    // What is complete begins anew.
    await run.start();
    expect(client.callsOf("drift").at(-1)).toEqual({ limit: 100, cursor: undefined });
    expect(run.$run.get()).toMatchObject({ more: false, progress: { checked: 1 } });
  });
});

describe("reconciliation", () => {
  /** Reconciles over a server that answers with these parts, one after the other. */
  async function reconcile(
    parts: (ReconcileResult | Error)[],
  ): Promise<{ client: ScriptedAdmin; run: ReturnType<typeof createReconcileRun> }> {
    const client = scriptedAdmin({
      reconcile: async () => {
        const part = parts.shift();
        if (part === undefined || part instanceof Error) throw part ?? new Error("no part left");
        return part;
      },
    });
    const run = createReconcileRun(client, () => 7_000);
    await run.start();
    return { client, run };
  }
  const part = (checked: number, more: Partial<ReconcileResult> = {}): ReconcileResult => ({
    checked,
    credited: 0,
    held: 0,
    failed: 0,
    ...more,
  });

  test("goes on while a part is full, and adds the parts up", async () => {
    const { client, run } = await reconcile([
      part(100, { credited: 3, held: 1 }),
      part(100, { credited: 1, failed: 2 }),
      part(5, { held: 1 }),
    ]);
    expect(client.callsOf("reconcile")).toEqual([{ limit: 100 }, { limit: 100 }, { limit: 100 }]);
    expect(run.$run.get()).toEqual({
      running: false,
      progress: { checked: 205, credited: 4, held: 2, failed: 2 },
      at: 7_000,
      error: null,
      more: false,
    });
  });

  test("goes on after a part that was stopped before it was full, and ends after one that checked nothing", async () => {
    const { client, run } = await reconcile([
      part(60, { failed: 4 }),
      part(36),
      part(100, { failed: 1 }),
    ]);
    expect(client.calls).toHaveLength(2);
    expect(run.$run.get()).toMatchObject({ more: false, progress: { checked: 96, failed: 4 } });
    const down = await reconcile([part(0, { failed: 20 }), part(100)]);
    expect(down.client.calls).toHaveLength(1);
    expect(down.run.$run.get()).toMatchObject({ more: false, progress: { failed: 20 } });
  });

  test("ends with the first part if nothing is due", async () => {
    const { client, run } = await reconcile([part(0)]);
    expect(client.calls).toHaveLength(1);
    expect(run.$run.get().progress).toEqual(part(0));
  });

  test("that failed says what was done before", async () => {
    const { run } = await reconcile([part(100, { credited: 9 }), failure("busy", 409)]);
    expect(run.$run.get()).toMatchObject({
      running: false,
      progress: { checked: 100, credited: 9 },
      error: { code: "busy" },
    });
  });

  test("stops after 200 full parts, and says that more is due until a later run is through", async () => {
    const { client, run } = await reconcile([
      ...Array.from({ length: 201 }, () => part(100)),
      part(7),
    ]);
    expect(client.calls).toHaveLength(200);
    expect(run.$run.get()).toMatchObject({ more: true, progress: { checked: 20_000 } });
    await run.start();
    expect(run.$run.get()).toMatchObject({ more: false, progress: { checked: 107 } });
  });

  test("shows each sum as an object of its own, so that a listener sees it change", async () => {
    const client = scriptedAdmin({ reconcile: async () => part(100) });
    const run = createReconcileRun(client, () => 0);
    const seen: unknown[] = [];
    run.$run.listen(({ progress }) => void seen.push(progress));
    await run.start();
    expect(new Set(seen.filter(Boolean)).size).toBe(200);
    expect(seen[1]).toMatchObject({ checked: 100 });
  });
});
