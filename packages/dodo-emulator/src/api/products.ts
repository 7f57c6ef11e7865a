import type { Product } from "dodopayments/resources/products/products";
import { notFound } from "../errors.ts";
import type { ApiCall, ApiContext } from "./call.ts";

/** `GET /products/{id}`. */
export function readProduct(call: ApiCall, { state }: ApiContext): Product {
  const product = state.products.get(call.id);
  if (product === undefined) throw notFound(`product ${call.id}`);
  return product;
}
