// In your server: Bun.serve({ routes: paymentRoutes, fetch: … })
import { payment } from "./payment.ts";
import { getBalance, postTopup } from "./topups.ts";

export const paymentRoutes = {
  "/v1/payment/*": payment.fetch,
  "/topups": { POST: postTopup },
  "/balance": { GET: getBalance },
};
