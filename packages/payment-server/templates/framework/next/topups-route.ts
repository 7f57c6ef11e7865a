import { getTopups, postTopup } from "./topups.ts";

export const GET = getTopups;
export const POST = postTopup;
