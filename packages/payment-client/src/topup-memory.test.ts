// What the browser remembers of an open payment, and what happens where it remembers nothing.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { blockedStorage, dispatch, memoryStorage, stubWindow } from "../test/window.ts";
import { createMemory, type OpenTopup } from "./open-topup.ts";

const KEY = "dodo-topup tu_1";
const OPEN: OpenTopup = { topup_id: "tu_1", payment_id: "pmt_1", status_url: "/s?ref=1" };
const OTHER: OpenTopup = { topup_id: "tu_1", payment_id: "pmt_2", status_url: "/s?ref=2" };

/** Replaces both storages, and returns them. */
function stubStorages(
  session: unknown = memoryStorage(false),
  local: unknown = memoryStorage(false),
): { session: globalThis.Storage; local: globalThis.Storage } {
  vi.stubGlobal("sessionStorage", session);
  vi.stubGlobal("localStorage", local);
  return { session: session as globalThis.Storage, local: local as globalThis.Storage };
}

beforeEach(() => stubWindow());
afterEach(() => void vi.unstubAllGlobals());

describe("a record", () => {
  test("is in both storages, and is read back", () => {
    const { session, local } = stubStorages();
    const memory = createMemory(KEY);
    expect(memory.read()).toBeUndefined();
    memory.write(OPEN);
    expect([session.getItem(KEY), local.getItem(KEY)]).toEqual([
      JSON.stringify(OPEN),
      JSON.stringify(OPEN),
    ]);
    expect(memory.read()).toEqual(OPEN);
  });

  test("of this tab comes before that of another tab", () => {
    const { local } = stubStorages();
    const memory = createMemory(KEY);
    memory.write(OPEN);
    local.setItem(KEY, JSON.stringify(OTHER));
    expect(memory.read()).toEqual(OPEN);
  });

  test("of another tab is found by a tab that has none", () => {
    const { local } = stubStorages();
    local.setItem(KEY, JSON.stringify(OTHER));
    expect(createMemory(KEY).read()).toEqual(OTHER);
  });

  test("that is removed is gone from both", () => {
    const { session, local } = stubStorages();
    const memory = createMemory(KEY);
    memory.write(OPEN);
    memory.write(undefined);
    expect([session.getItem(KEY), local.getItem(KEY), memory.read()]).toEqual([
      null,
      null,
      undefined,
    ]);
  });

  test("of one key is not another's", () => {
    stubStorages();
    createMemory(KEY).write(OPEN);
    expect(createMemory("dodo-topup tu_2").read()).toBeUndefined();
  });

  test("has no e-mail, no price and no address of a checkout, which others could read", () => {
    const { local } = stubStorages();
    createMemory(KEY).write({ ...OPEN, at: 1 });
    expect(Object.keys(JSON.parse(local.getItem(KEY) ?? "") as object)).toEqual([
      "topup_id",
      "payment_id",
      "status_url",
      "at",
    ]);
  });
});

describe("a write that names its payment", () => {
  test("replaces the record of that payment, and no other", () => {
    const { session, local } = stubStorages();
    const memory = createMemory(KEY);
    memory.write(OPEN);
    local.setItem(KEY, JSON.stringify(OTHER));
    memory.write({ ...OPEN, at: 5 }, OPEN.status_url);
    expect(JSON.parse(session.getItem(KEY) ?? "")).toMatchObject({ at: 5 });
    expect(JSON.parse(local.getItem(KEY) ?? "")).toEqual(OTHER);
  });

  test("removes the record of that payment, and no other", () => {
    const { session, local } = stubStorages();
    const memory = createMemory(KEY);
    memory.write(OPEN);
    local.setItem(KEY, JSON.stringify(OTHER));
    memory.write(undefined, OPEN.status_url);
    expect([session.getItem(KEY), local.getItem(KEY)]).toEqual([null, JSON.stringify(OTHER)]);
  });

  test("makes no record where there is none, since the payment has ended elsewhere", () => {
    stubStorages();
    const memory = createMemory(KEY);
    memory.write(OPEN, OPEN.status_url);
    expect(memory.read()).toBeUndefined();
  });
});

describe("a storage that cannot be used", () => {
  test("stops nothing: nothing is remembered", () => {
    stubStorages(blockedStorage(), blockedStorage());
    const memory = createMemory(KEY);
    expect(() => memory.write(OPEN)).not.toThrow();
    expect(() => memory.write(undefined, OPEN.status_url)).not.toThrow();
    expect(memory.read()).toBeUndefined();
  });

  test("does not keep the other one from being used", () => {
    const { local } = stubStorages(blockedStorage());
    const memory = createMemory(KEY);
    memory.write(OPEN);
    expect([local.getItem(KEY), memory.read()]).toEqual([JSON.stringify(OPEN), OPEN]);
  });

  test("that is full keeps the other one", () => {
    const full = memoryStorage(false) as globalThis.Storage;
    full.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    stubStorages(memoryStorage(false), full);
    const memory = createMemory(KEY);
    memory.write(OPEN);
    expect(memory.read()).toEqual(OPEN);
  });

  test("is not there outside of a page", () => {
    vi.unstubAllGlobals();
    const memory = createMemory(KEY);
    expect(() => memory.write(OPEN)).not.toThrow();
    memory.write(undefined);
  });
});

test.each(["", "{", "null", "undefined", "<html>"])(
  "a record of %j, which somebody else has written, is none",
  (text) => {
    const { local } = stubStorages();
    local.setItem(KEY, text);
    expect(createMemory(KEY).read() ?? undefined).toBeUndefined();
  },
);

test("without a key nothing is read and nothing is written", () => {
  const { local } = stubStorages();
  const memory = createMemory(undefined);
  memory.write(OPEN);
  expect([memory.read(), local.length]).toEqual([undefined, 0]);
});

describe("a change in another tab", () => {
  test("is told with the record as it is now, until the signal aborts", () => {
    const { local } = stubStorages();
    const seen: unknown[] = [];
    const controller = new AbortController();
    createMemory(KEY).listen((open) => void seen.push(open), controller.signal);
    local.setItem(KEY, JSON.stringify(OTHER));
    dispatch("storage", { key: KEY, newValue: "ignored" });
    local.removeItem(KEY);
    dispatch("storage", { key: KEY, newValue: null });
    controller.abort();
    dispatch("storage", { key: KEY, newValue: null });
    expect(seen).toEqual([OTHER, null]);
  });

  test("of another key, or of everything, is not this topup's", () => {
    stubStorages();
    const seen: unknown[] = [];
    createMemory(KEY).listen((open) => void seen.push(open), new AbortController().signal);
    dispatch("storage", { key: "other", newValue: "{}" });
    dispatch("storage", { key: null, newValue: null });
    expect(seen).toEqual([]);
  });
});
