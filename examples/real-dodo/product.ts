// The product of a run: the one that was named, or a new one.
import { type Account, at, textAt } from "./account.ts";

const NEW_PRODUCT = {
  name: "Credits (test)",
  tax_category: "saas",
  price: {
    type: "one_time_price",
    currency: "USD",
    price: 100,
    discount: 0,
    pay_what_you_want: true,
    purchasing_power_parity: false,
    tax_inclusive: false,
  },
};

/** Resolves to the id of a product that a run can use. Throws with a sentence if there is none. */
export async function productFor(account: Account, given: string | null): Promise<string> {
  if (given === null) {
    const { status, body } = await account.call("POST", "/products", { body: NEW_PRODUCT });
    checkKey(status);
    const product_id = textAt(body, "product_id");
    if (product_id === null)
      throw new Error(`no product was made: Dodo answered ${status}; set DODO_PRODUCT_ID`);
    return product_id;
  }
  const { status, body } = await account.call("GET", `/products/${encodeURIComponent(given)}`);
  checkKey(status);
  if (status !== 200)
    throw new Error(`DODO_PRODUCT_ID is no product of this account: Dodo answered ${status}`);
  const price = at(body, "price");
  const fits =
    at(price, "type") === "one_time_price" &&
    at(price, "currency") === "USD" &&
    at(price, "pay_what_you_want") === true;
  if (!fits)
    throw new Error("DODO_PRODUCT_ID must be a one-time product in USD with Pay What You Want");
  return given;
}

function checkKey(status: number): void {
  if (status === 401 || status === 403)
    throw new Error(`Dodo refused the key (${status}): use a test key with write access`);
}
