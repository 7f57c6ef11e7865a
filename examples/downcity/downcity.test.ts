import { fileURLToPath } from "node:url";
import { testMount } from "@x/example-shared/mount-suite";
import { expect, test } from "vitest";

const cwd = fileURLToPath(new URL(".", import.meta.url));

testMount("the service inside a Federation", (env) => ({ command: process.execPath, args: ["server.ts"], cwd, env }), (mounted) => {
  test("a client of Downcity's manners is served: JSON said on a GET, and an error whose text it can read", async () => {
    const headers = { "content-type": "application/json", authorization: "Bearer of-downcity", cookie: "user=ada" };
    const methods = await fetch(`${mounted().shop_url}/v1/payment/methods`, { headers });
    expect([methods.status, await methods.json()]).toEqual([200, { items: [expect.objectContaining({ id: "dodo", enabled: true })] }]);
    const refused = await fetch(`${mounted().shop_url}/v1/payment/checkout/create`, { method: "POST", headers, body: JSON.stringify({ method_id: "dodo", topup_id: "tu_unknown" }) });
    expect([refused.status, await refused.text()]).toEqual([404, expect.stringContaining('"code":"topup_not_found"')]);
  });

  test("a route for users refuses a stranger, and one for administrators a user", async () => {
    const ask = async (path: string, cookie: string): Promise<number> => (await fetch(`${mounted().shop_url}/v1/payment/${path}`, { headers: { cookie } })).status;
    expect([await ask("payments/me", ""), await ask("payments/me", "user=ada"), await ask("payments", "user=ada"), await ask("payments", "user=admin")]).toEqual([401, 200, 403, 200]);
  });
}, ["a byte order mark"]);
