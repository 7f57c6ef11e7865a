// In your server: Bun.serve({ routes: paymentRoutes, fetch: … })
import { payment } from "./payment.ts";
import { getBalance, getTopups, postTopup } from "./topups.ts";

export const paymentRoutes = {
  "/v1/payment/*": payment.fetch,
  "/topups": { GET: getTopups, POST: postTopup },
  "/balance": { GET: getBalance },
};
