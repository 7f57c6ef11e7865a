import { describe, expect, test } from "vitest";
import { deferred, type Deferred } from "../../test/deferred.ts";
import { failure } from "../../test/scripted-client.ts";
import { createPageList, type PageLoader } from "./page-list.ts";

/** A page of names. */
interface Page {
  items: string[];
  next_cursor: string | null;
}

interface Filter {
  status: string;
  user_id: string;
}

/** A list whose requests the test answers. */
interface Bench {
  list: PageLoader<string, Filter>;
  queries: object[];
  signals: (AbortSignal | undefined)[];
  requests: Deferred<Page>[];
  names(): readonly string[];
}

const ALL: Filter = { status: "", user_id: "" };

function bench(): Bench {
  const queries: object[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const requests: Deferred<Page>[] = [];
  const list = createPageList<string, Filter>(async (query, { signal }) => {
    queries.push(query);
    signals.push(signal);
    const request = deferred<Page>();
    requests.push(request);
    return await request.promise;
  });
  return { list, queries, signals, requests, names: () => list.$list.get().items };
}

/** Shows the first page of a list: `a` and `b`, with more behind it. */
async function firstPage(made: Bench, next_cursor: string | null = "2"): Promise<Bench> {
  const shown = made.list.show(ALL);
  made.requests[0]?.resolve({ items: ["a", "b"], next_cursor });
  await shown;
  return made;
}

describe("the first page", () => {
  test("is asked for without the filters that are empty", async () => {
    const { list, queries } = bench();
    void list.show({ status: "held", user_id: "" });
    void list.show(ALL);
    expect(queries).toEqual([{ status: "held", limit: 50 }, { limit: 50 }]);
  });

  test("takes the place of the pages of the filter before at once, so that no wrong row is read", async () => {
    const made = await firstPage(bench());
    void made.list.show({ ...ALL, status: "paid" });
    expect(made.list.$list.get()).toEqual({
      items: [],
      next_cursor: null,
      loading: true,
      loaded: false,
      error: null,
    });
  });

  test("of an earlier filter is ignored, also if it comes last", async () => {
    const { list, requests, signals, names } = bench();
    const first = list.show(ALL);
    const second = list.show({ ...ALL, status: "paid" });
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, false]);
    requests[1]?.resolve({ items: ["paid"], next_cursor: null });
    await second;
    requests[0]?.resolve({ items: ["all"], next_cursor: "2" });
    await first;
    expect(names()).toEqual(["paid"]);
    expect(list.$list.get().next_cursor).toBeNull();
  });

  test("that is empty is loaded, and not a failure", async () => {
    const { list, requests } = bench();
    const shown = list.show(ALL);
    requests[0]?.resolve({ items: [], next_cursor: null });
    await shown;
    expect(list.$list.get()).toMatchObject({ items: [], loaded: true, loading: false });
  });

  test("that failed is not loaded, and says why", async () => {
    const { list, requests } = bench();
    const shown = list.show(ALL);
    requests[0]?.reject(failure("invalid_request", 400));
    await shown;
    expect(list.$list.get()).toMatchObject({
      loaded: false,
      loading: false,
      error: { code: "invalid_request" },
    });
  });
});

describe("the next page", () => {
  test("is asked for with the same filter, and stands behind the rows before it", async () => {
    const { list, queries, requests, names } = bench();
    const shown = list.show({ ...ALL, status: "held" });
    requests[0]?.resolve({ items: ["a"], next_cursor: "2" });
    await shown;
    const more = list.more();
    expect(names()).toEqual(["a"]);
    requests[1]?.resolve({ items: ["b"], next_cursor: null });
    await more;
    expect(queries[1]).toEqual({ status: "held", limit: 50, cursor: "2" });
    expect([names(), list.$list.get().next_cursor]).toEqual([["a", "b"], null]);
  });

  test("is asked for once, however often it is clicked", async () => {
    const made = await firstPage(bench());
    const clicks = [made.list.more(), made.list.more(), made.list.more()];
    made.requests[1]?.resolve({ items: ["c"], next_cursor: "3" });
    await Promise.all(clicks);
    expect(made.queries).toHaveLength(2);
    expect(made.names()).toEqual(["a", "b", "c"]);
  });

  test("is not asked for behind the last one, and not before the first", async () => {
    const last = await firstPage(bench(), null);
    await last.list.more();
    expect(last.queries).toHaveLength(1);
    const unopened = bench();
    await unopened.list.more();
    expect(unopened.queries).toEqual([]);
  });

  test("that failed leaves the rows, and the next click asks for the same page again", async () => {
    const made = await firstPage(bench());
    const failed = made.list.more();
    made.requests[1]?.reject(failure("network"));
    await failed;
    expect(made.list.$list.get()).toMatchObject({
      items: ["a", "b"],
      next_cursor: "2",
      loading: false,
      error: { code: "network" },
    });
    const again = made.list.more();
    expect(made.list.$list.get().error).toBeNull();
    made.requests[2]?.resolve({ items: ["c"], next_cursor: null });
    await again;
    expect(made.queries[2]).toEqual(made.queries[1]);
    expect(made.names()).toEqual(["a", "b", "c"]);
  });

  test("does not come behind another filter's rows", async () => {
    const made = await firstPage(bench());
    const more = made.list.more();
    const other = made.list.show({ ...ALL, status: "paid" });
    made.requests[2]?.resolve({ items: ["paid"], next_cursor: null });
    await other;
    made.requests[1]?.resolve({ items: ["c"], next_cursor: "3" });
    await more;
    expect(made.names()).toEqual(["paid"]);
  });
});

describe("a row that is replaced", () => {
  test("stays where it is, and the others stay what they are", async () => {
    const { list, names } = await firstPage(bench());
    list.replace((name) => name === "a", "A");
    expect(names()).toEqual(["A", "b"]);
    list.replace((name) => name === "nobody", "X");
    expect(names()).toEqual(["A", "b"]);
  });

  test("stays replaced when an older page arrives that was asked for before", async () => {
    const made = await firstPage(bench());
    const more = made.list.more();
    made.list.replace((name) => name === "a", "A");
    made.requests[1]?.resolve({ items: ["c"], next_cursor: null });
    await more;
    expect(made.names()).toEqual(["A", "b", "c"]);
  });

  test("stays replaced when an older page fails that was asked for before", async () => {
    const made = await firstPage(bench());
    const more = made.list.more();
    made.list.replace((name) => name === "a", "A");
    made.requests[1]?.reject(failure("network"));
    await more;
    expect(made.names()).toEqual(["A", "b"]);
  });
});

test("a list that is stopped changes nothing any more", async () => {
  const made = await firstPage(bench());
  const more = made.list.more();
  made.list.stop();
  const before = made.list.$list.get();
  made.requests[1]?.resolve({ items: ["c"], next_cursor: null });
  await more;
  expect(made.signals[1]?.aborted).toBe(true);
  expect(made.list.$list.get()).toBe(before);
});
