import { getBalance } from "./topups.ts";

export const GET = getBalance;
export const dynamic = "force-dynamic";
