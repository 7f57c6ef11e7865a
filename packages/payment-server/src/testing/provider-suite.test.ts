import { describe, expect, test } from "vitest";
import { bareTill, resultOf, tillUnderTest } from "../../test/till-under-test.ts";
import type { RecentPayment } from "../index.ts";
import { providerCases, providerSuite, type CreateProvider } from "./index.ts";
import { recentCases } from "./provider-suite/recent-cases.ts";

describe("a second provider, which shares no field with Dodo, is a provider:", () => {
  providerSuite(test, tillUnderTest());
});

describe("the suite", () => {
  test("disposes of the provider of a case that failed", async () => {
    let disposed = 0;
    const create: CreateProvider = async (options) => ({
      ...(await tillUnderTest({ provider: () => ({ id: "other" }) })(options)),
      dispose: () => void (disposed += 1),
    });
    expect(await resultOf(providerCases[0]?.name ?? "", create)).not.toBe("passed");
    expect(disposed).toBe(1);
  });

  test("passes a provider that lists 200 of our payments on a page", async () => {
    const create = tillUnderTest({
      provider: (right) => ({
        async listRecent(window, page, signal) {
          const ours: RecentPayment[] = [];
          for (let at = 0; ; at += 1) {
            const part = await right.listRecent(window, at, signal);
            ours.push(...part.ours);
            if (part.last) break;
          }
          const end = (page + 1) * 200;
          return { ours: ours.slice(page * 200, end), last: ours.length <= end };
        },
      }),
    });
    for (const { name } of recentCases)
      expect([name, await resultOf(name, create)]).toEqual([name, "passed"]);
  });

  test("needs none of the controls that may be left out", async () => {
    for (const { name } of providerCases)
      expect([name, await resultOf(name, bareTill)]).toEqual([name, "passed"]);
  });
});
