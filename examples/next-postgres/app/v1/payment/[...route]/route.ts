// app/v1/payment/[...route]/route.ts
import { payment } from "../../../../payment.ts";

export const GET = payment.fetch;
export const POST = payment.fetch;
export const OPTIONS = payment.fetch;
