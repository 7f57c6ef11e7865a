import { getBalance } from "./topups.ts";

export const GET = getBalance;
