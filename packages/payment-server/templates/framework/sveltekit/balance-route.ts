import type { RequestHandler } from "@sveltejs/kit";
import { getBalance } from "./topups.ts";

export const GET: RequestHandler = ({ request }) => getBalance(request);
