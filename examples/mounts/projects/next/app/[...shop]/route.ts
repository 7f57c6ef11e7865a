import { shop } from "../../shop.ts";

export const GET = shop;
export const POST = shop;
