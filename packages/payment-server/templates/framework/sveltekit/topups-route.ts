import type { RequestHandler } from "@sveltejs/kit";
import { getTopups, postTopup } from "./topups.ts";

export const GET: RequestHandler = ({ request }) => getTopups(request);
export const POST: RequestHandler = ({ request }) => postTopup(request);
