import { postTopup } from "./topups.ts";

export const POST = postTopup;
