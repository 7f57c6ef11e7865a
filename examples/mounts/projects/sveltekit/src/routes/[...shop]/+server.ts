import type { RequestHandler } from "@sveltejs/kit";
import { shop } from "../../../shop.ts";

export const fallback: RequestHandler = ({ request }) => shop(request);
