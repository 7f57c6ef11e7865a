// The shop's own routes, for pages that Next does not render.
import { createRoutes } from "@x/example-shared/routes";
import { shop } from "../../database.ts";
import { payment } from "../../payment.ts";

const books = {
  createTopup: (user_id: string, credits: number, usd_cents: number) =>
    shop().createTopup(user_id, credits, usd_cents),
  balanceOf: (user_id: string) => shop().balanceOf(user_id),
};
const routes = createRoutes(
  books,
  payment,
  (status) => new Response("The checkout could not be opened. Nothing was paid.", { status }),
);

export async function GET(request: Request): Promise<Response> {
  return (await routes(request)) ?? new Response("There is no such page.", { status: 404 });
}

export const POST = GET;
