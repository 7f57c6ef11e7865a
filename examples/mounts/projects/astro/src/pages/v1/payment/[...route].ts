import type { APIRoute } from "astro";
import { payment } from "../../../../payment.ts";

export const prerender = false;
export const ALL: APIRoute = ({ request }) => payment.fetch(request);
