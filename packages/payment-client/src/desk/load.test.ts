import { describe, expect, test } from "vitest";
import { deferred, type Deferred } from "../../test/deferred.ts";
import { failure } from "../../test/scripted-client.ts";
import { PaymentClientError } from "../errors.ts";
import { asClientError, createLoader, unloaded, type Loader } from "./load.ts";

/** A loader whose requests the test answers, and its clock. */
interface Bench {
  loader: Loader<string>;
  requests: Deferred<string>[];
  signals: AbortSignal[];
  clock: { now: number };
}

function bench(): Bench {
  const requests: Deferred<string>[] = [];
  const signals: AbortSignal[] = [];
  const clock = { now: 1_000 };
  const loader = createLoader(
    async (signal) => {
      const request = deferred<string>();
      requests.push(request);
      signals.push(signal);
      return await request.promise;
    },
    () => clock.now,
  );
  return { loader, requests, signals, clock };
}

describe("a loader", () => {
  test("sends nothing by itself", () => {
    const { loader, requests } = bench();
    expect([requests.length, loader.$load.get()]).toEqual([0, unloaded()]);
  });

  test("says that it is loading, and then what came and when", async () => {
    const { loader, requests, clock } = bench();
    const loading = loader.reload();
    expect(loader.$load.get()).toEqual({ value: null, loading: true, error: null, at: null });
    clock.now = 2_000;
    requests[0]?.resolve("first");
    await loading;
    expect(loader.$load.get()).toEqual({ value: "first", loading: false, error: null, at: 2_000 });
  });

  test("keeps the last value and its time through a failure, and drops the error at the next success", async () => {
    const { loader, requests, clock } = bench();
    const first = loader.reload();
    requests[0]?.resolve("first");
    await first;
    clock.now = 9_000;
    const second = loader.reload();
    expect(loader.$load.get()).toMatchObject({ value: "first", loading: true, at: 1_000 });
    requests[1]?.reject(failure("unavailable", 503));
    await second;
    expect(loader.$load.get()).toMatchObject({
      value: "first",
      loading: false,
      error: { code: "unavailable", status: 503 },
      at: 1_000,
    });
    const third = loader.reload();
    requests[2]?.resolve("third");
    await third;
    expect(loader.$load.get()).toEqual({ value: "third", loading: false, error: null, at: 9_000 });
  });

  test("keeps the error of the last try while it tries again", async () => {
    const { loader, requests } = bench();
    const first = loader.reload();
    requests[0]?.reject(failure("network"));
    await first;
    void loader.reload();
    expect(loader.$load.get()).toMatchObject({ loading: true, error: { code: "network" } });
  });

  test("aborts the request before, and ignores its answer if it still comes", async () => {
    const { loader, requests, signals } = bench();
    const first = loader.reload();
    const second = loader.reload();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    requests[1]?.resolve("new");
    await second;
    requests[0]?.resolve("old");
    await first;
    expect(loader.$load.get().value).toBe("new");
  });

  test("ignores the answer of the request before even if it is the first to come", async () => {
    const { loader, requests } = bench();
    const first = loader.reload();
    const second = loader.reload();
    requests[0]?.resolve("old");
    await first;
    expect(loader.$load.get()).toMatchObject({ value: null, loading: true });
    requests[1]?.resolve("new");
    await second;
    expect(loader.$load.get()).toMatchObject({ value: "new", loading: false });
  });

  test("shows no error for a request that it has aborted itself", async () => {
    const { loader, requests } = bench();
    const first = loader.reload();
    const second = loader.reload();
    requests[0]?.reject(new DOMException("aborted", "AbortError"));
    await first;
    requests[1]?.resolve("new");
    await second;
    expect(loader.$load.get()).toMatchObject({ value: "new", error: null });
  });

  test("that is stopped changes nothing any more, whatever the answer is", async () => {
    for (const settle of ["resolve", "reject"] as const) {
      const { loader, requests, signals } = bench();
      const loading = loader.reload();
      loader.stop();
      const before = loader.$load.get();
      requests[0]?.[settle](settle === "resolve" ? "late" : (failure("network") as never));
      await loading;
      expect(signals[0]?.aborted).toBe(true);
      expect(loader.$load.get()).toBe(before);
    }
  });

  test("that is cleared forgets its value and ignores the answer that is still under way", async () => {
    const { loader, requests, signals } = bench();
    const first = loader.reload();
    requests[0]?.resolve("about one thing");
    await first;
    const second = loader.reload();
    loader.clear();
    expect(loader.$load.get()).toEqual(unloaded());
    requests[1]?.resolve("about one thing");
    await second;
    expect([signals[1]?.aborted, loader.$load.get()]).toEqual([true, unloaded()]);
  });

  test("that was stopped can be started again", async () => {
    const { loader, requests } = bench();
    loader.stop();
    const loading = loader.reload();
    requests[0]?.resolve("again");
    await loading;
    expect(loader.$load.get().value).toBe("again");
  });
});

describe("what a call has thrown", () => {
  test("is the error itself, if it is this package's", () => {
    const error = failure("busy", 409);
    expect(asClientError(error)).toBe(error);
  });

  test("keeps code, status and sentence, if it comes from a second copy of this package", () => {
    const foreign = Object.assign(new Error("Sign in first."), {
      code: "unauthorized",
      status: 401,
    });
    const error = asClientError(foreign);
    expect(error).toBeInstanceOf(PaymentClientError);
    expect(error).toMatchObject({
      code: "unauthorized",
      status: 401,
      message: "Sign in first.",
      cause: foreign,
    });
  });

  test.each([
    ["an error without a code", new TypeError("secret of somebody else")],
    ["a text", "secret of somebody else"],
    ["a code that is no text", { code: 7, message: "secret of somebody else" }],
    ["null", null],
    ["undefined", undefined],
  ])("%s is an answer that is not the server's, and its text is not shown", (_, thrown) => {
    const error = asClientError(thrown);
    expect([error.code, error.retryable]).toEqual(["invalid_answer", false]);
    expect(error.message).not.toContain("secret");
  });
});
