import type { RequestHandler } from "@sveltejs/kit";
import { postTopup } from "./topups.ts";

export const POST: RequestHandler = ({ request }) => postTopup(request);
