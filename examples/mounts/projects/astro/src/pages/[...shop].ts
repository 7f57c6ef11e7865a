import type { APIRoute } from "astro";
import { shop } from "../../shop.ts";

export const prerender = false;
export const ALL: APIRoute = ({ request }) => shop(request);
