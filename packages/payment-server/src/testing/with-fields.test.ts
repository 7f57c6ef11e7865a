import { describe, expect, test } from "vitest";
import { right, underTest } from "../../test/host-shop.ts";
import type { HostUnderTest } from "./host-suite/case.ts";
import { hostSuite } from "./index.ts";
import { expectEqual } from "./storage/check.ts";
import { withFields } from "./with-fields.ts";

/** A host as an instance of a class, whose methods need their `this`. */
class ShopUnderTest implements HostUnderTest {
  readonly #made: HostUnderTest;
  constructor(made: HostUnderTest) {
    this.#made = made;
  }
  get host(): HostUnderTest["host"] {
    return this.#made.host;
  }
  createTopup(...topup: Parameters<HostUnderTest["createTopup"]>): string | Promise<string> {
    return this.#made.createTopup(...topup);
  }
  balanceOf(user_id: string): number | Promise<number> {
    return this.#made.balanceOf(user_id);
  }
  async dispose(): Promise<void> {
    await this.#made.dispose();
  }
}

describe("an instance of a class is a host under test:", () => {
  hostSuite(test, async () => new ShopUnderTest(await underTest(right)()));
});

test("the given fields replace those of the object, and frozen functions keep their `this`", () => {
  const made = Object.freeze({
    word: "old",
    say(): string {
      return this.word;
    },
  });
  const { word, say } = withFields(made, { word: "new" });
  expect([word, say()]).toEqual(["new", "old"]);
});

test("a check tells numbers apart that JSON writes alike", () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => expectEqual(value, null, "the value")).toThrow(
      /expected null, got (NaN|Infinity)/,
    );
});
