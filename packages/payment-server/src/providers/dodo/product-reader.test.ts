import { describe, expect, test } from "vitest";
import type { Payment } from "../../core/payment.ts";
import type { CallApi } from "./api.ts";
import {
  createProductReader,
  readSellable,
  taxInclusive,
  type ReadProduct,
} from "./product-reader.ts";
import { toProduct } from "./product.ts";
import type { DodoSettings } from "./settings.ts";

const MINUTE = 60_000;
const SETTINGS = { environment: "live_mode" } as DodoSettings;
const { signal } = new AbortController();

/** A product as Dodo returns it: paid as the buyer's topup says, with a minimum price. */
const body = (price: object = {}): object => ({
  product_id: "pdt_1",
  is_recurring: false,
  price: {
    type: "one_time_price",
    currency: "USD",
    price: 100,
    discount: 0,
    pay_what_you_want: true,
    tax_inclusive: false,
    ...price,
  },
});

interface Shelf {
  read: ReadProduct;
  clock: { now: number };
  /** How often Dodo was asked. */
  asked: () => number;
}

/** A reader of the products that Dodo returns one after the other; the last one again and again. */
function makeReader(...answers: (object | null)[]): Shelf {
  const clock = { now: 1_000 * MINUTE };
  let asked = 0;
  const api = (async () => answers[Math.min(asked++, answers.length - 1)] ?? null) as CallApi;
  const read = createProductReader(api, { clock: () => clock.now });
  return { read, clock, asked: () => asked };
}

describe("a product is read", () => {
  test("once in five minutes", async () => {
    const { read, clock, asked } = makeReader(body());
    await read("pdt_1", signal, false);
    clock.now += 5 * MINUTE - 1;
    await read("pdt_1", signal, false);
    expect(asked()).toBe(1);
    clock.now += 1;
    await read("pdt_1", signal, false);
    expect(asked()).toBe(2);
  });

  test("again after the clock was set back", async () => {
    const { read, clock, asked } = makeReader(body());
    await read("pdt_1", signal, false);
    clock.now -= 60 * MINUTE;
    await read("pdt_1", signal, false);
    expect(asked()).toBe(2);
  });

  test("each time if it must be fresh, and then again for five minutes", async () => {
    const { read, clock, asked } = makeReader(body());
    await read("pdt_1", signal, false);
    clock.now += 4 * MINUTE;
    await read("pdt_1", signal, true);
    clock.now += 4 * MINUTE;
    await read("pdt_1", signal, false);
    expect(asked()).toBe(2);
  });

  test("on its own, whatever is known of another one", async () => {
    const { read, asked } = makeReader(body());
    await read("pdt_1", signal, false);
    await read("pdt_2", signal, false);
    expect(asked()).toBe(2);
  });

  test("each time while there is none", async () => {
    const { read, asked } = makeReader(null, null, body());
    expect([await read("pdt_1", signal, false), await read("pdt_1", signal, false)]).toEqual([
      null,
      null,
    ]);
    expect(await read("pdt_1", signal, false)).not.toBeNull();
    expect(asked()).toBe(3);
  });

  test("but not from an answer that is none", async () => {
    const { read } = makeReader({ price: "free" });
    await expect(read("pdt_1", signal, false)).rejects.toMatchObject({
      code: "provider_invalid",
      message: "Dodo's answer about the product makes no sense; nothing was decided on it.",
    });
  });
});

describe("a product that is to be sold", () => {
  const payment = { amount_minor: 5_000 } as Payment;
  const sell = async ({ read }: Shelf): Promise<unknown> =>
    await readSellable(SETTINGS, read, "pdt_1", { payment, signal }).catch(
      (error: unknown) => error,
    );

  test("is taken from memory if it can be sold", async () => {
    const shelf = makeReader(body());
    await sell(shelf);
    expect([await sell(shelf), shelf.asked()]).toEqual([toProduct(body()), 1]);
  });

  test("is read again if it cannot, because the merchant may have corrected it", async () => {
    const shelf = makeReader(body({ price: 6_000 }), body());
    expect([await sell(shelf), shelf.asked()]).toEqual([toProduct(body()), 2]);
  });

  test("is refused if it still cannot", async () => {
    const shelf = makeReader(body({ price: 6_000 }));
    expect(await sell(shelf)).toMatchObject({ code: "product_mismatch" });
    expect(shelf.asked()).toBe(2);
  });

  test("must exist", async () => {
    expect(await sell(makeReader(null))).toMatchObject({
      code: "product_mismatch",
      message:
        "Dodo does not know the product in live_mode; check DODO_PRODUCT_ID and that it was made in that mode.",
    });
  });
});

test("tax is inside of a price only if the product says so", () => {
  const inclusive = [true, false, undefined].map((tax_inclusive) =>
    taxInclusive(toProduct(body({ tax_inclusive }))),
  );
  expect([...inclusive, taxInclusive(null)]).toEqual([true, false, false, null]);
});
