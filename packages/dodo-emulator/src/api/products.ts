import type { Product } from "dodopayments/resources/products/products";
import { notFound } from "../errors.ts";
import type { EmulatorContext } from "../context.ts";
import type { ApiCall } from "./call.ts";

/** Answers `GET /products/{id}`. */
export function readProduct(call: ApiCall, { state }: EmulatorContext): Product {
  const product = state.products.get(call.id);
  if (product === undefined) throw notFound(`product ${call.id}`);
  return product;
}
