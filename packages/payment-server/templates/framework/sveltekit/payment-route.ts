import type { RequestHandler } from "@sveltejs/kit";
import { payment } from "./payment.ts";

export const fallback: RequestHandler = ({ request }) => payment.fetch(request);
