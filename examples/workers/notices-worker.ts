// A shop whose `notify()` takes a moment and writes to D1. `GET /sent` answers how many notices it
// has written. With `with_wait_until=no` the platform may stop the sending after the answer.
import type { D1Database } from "@cloudflare/workers-types";
import { env, waitUntil } from "cloudflare:workers";
import { createHost } from "@x/host-recipes/d1";
import { dodoPaymentProvider, PaymentService } from "@x/payment-server";
import { d1Storage } from "@x/payment-server/storage/d1";
import { createBooks } from "./books.ts";

const { DB, ...variables } = env as { DB: D1Database } & Record<string, string | undefined>;

const payment = new PaymentService({
  storage: d1Storage(DB),
  ...createHost(DB),
  providers: [dodoPaymentProvider()],
  authenticate: () => ({ user_id: "ada" }),
  notify: async ({ notice_id }) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await DB.prepare("INSERT OR IGNORE INTO notices VALUES (?)").bind(notice_id).run();
  },
  wait_until: variables["with_wait_until"] === "no" ? undefined : waitUntil,
  env: variables,
});

export default {
  async fetch(request: Request): Promise<Response> {
    await DB.prepare("CREATE TABLE IF NOT EXISTS notices (notice_id TEXT PRIMARY KEY)").run();
    const { pathname } = new URL(request.url);
    if (pathname === "/topup")
      return new Response(await createBooks(DB).createTopup("ada", 500, 5_000));
    if (pathname === "/sent") {
      const sent = await DB.prepare("SELECT COUNT(*) AS count FROM notices").first<number>("count");
      return new Response(String(sent));
    }
    return await payment.fetch(request);
  },
};
