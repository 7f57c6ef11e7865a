import { fileURLToPath } from "node:url";
import { testMount } from "@x/example-shared/mount-suite";
import { expect, test } from "vitest";

const cwd = fileURLToPath(new URL(".", import.meta.url));

testMount(
  "the service inside a Federation",
  (env) => ({ command: process.execPath, args: ["server.ts"], cwd, env }),
  (mounted) => {
    const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
      await fetch(`${mounted().shop_url}/v1/${path}`, init);
    const create = (headers: Record<string, string>): RequestInit => ({
      method: "POST",
      headers,
      body: JSON.stringify({ method_id: "dodo", topup_id: "tu_unknown" }),
    });

    test("[D14] a client written for Downcity works: a JSON content type on a GET, and an error text that it can read", async () => {
      const methods = await ask("payment/methods", {
        headers: { "content-type": "application/json" },
      });
      expect([methods.status, await methods.json()]).toEqual([
        200,
        { items: [expect.objectContaining({ id: "dodo", service: "payment", enabled: true })] },
      ]);
      const refused = await ask(
        "payment/checkout/create",
        create({
          "content-type": "application/json",
          cookie: "user=ada",
          origin: mounted().shop_url,
        }),
      );
      expect([refused.status, await refused.text()]).toEqual([
        404,
        expect.stringContaining('"code":"topup_not_found"'),
      ]);
    });

    test("[D05] a route for users refuses a guest and an administrator, and a route for administrators refuses a user", async () => {
      const status = async (path: string, cookie: string): Promise<number> =>
        (await ask(path, { headers: { cookie } })).status;
      expect([
        await status("payment/payments/me", ""),
        await status("payment/payments/me", "user=ada"),
        await status("payment/payments/me", "user=admin"),
      ]).toEqual([401, 200, 403]);
      expect([
        await status("payment/payments", ""),
        await status("payment/payments", "user=ada"),
        await status("payment/payments", "user=admin"),
      ]).toEqual([401, 403, 200]);
    });

    test("[D06] a page of another site is a guest, since the shop passes its user on to its own pages only", async () => {
      for (const origin of ["https://elsewhere.example", "null", ""]) {
        for (const headers of [{ cookie: "user=ada" }, { cookie: "user=admin" }]) {
          expect(
            (
              await ask(
                "payment/checkout/create",
                create({ ...headers, origin, "content-type": "text/plain" }),
              )
            ).status,
          ).toBe(401);
          expect(
            (await ask("payment/reconcile", { method: "POST", headers: { ...headers, origin } }))
              .status,
          ).toBe(401);
        }
      }
    });

    test("[D01] [D11] reconcile is POST only, and there is no OPTIONS", async () => {
      const headers = { cookie: "user=admin", origin: mounted().shop_url };
      expect([
        (await ask("payment/reconcile", { headers })).status,
        (await ask("payment/reconcile", { method: "POST", headers })).status,
      ]).toEqual([404, 200]);
      expect((await ask("payment/methods", { method: "OPTIONS", headers })).status).toBe(404);
    });

    test("[D12] the Federation shows the service and its variables", async () => {
      const { items } = (await (await ask("services")).json()) as {
        items: { id: string; name: string; env: { key: string }[] }[];
      };
      expect(items.map(({ id }) => id)).toEqual(["env", "cities", "payment"]);
      expect(items.find(({ id }) => id === "payment")?.env.map(({ key }) => key)).toContain(
        "DODO_PAYMENTS_API_KEY",
      );
    });
  },
);
