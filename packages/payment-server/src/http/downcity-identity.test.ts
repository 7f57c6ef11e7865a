/** Who may call what inside a Federation, which authenticates every caller itself. */
import { describe, expect, test } from "vitest";
import { createCity, isAction, registered } from "../../test/city.ts";
import { ORIGIN } from "../../test/world.ts";
import type { DowncityCall } from "../index.ts";

describe("identity", () => {
  test("[D05] a guest is 401, an administrator may not call a user's route, nor a user an administrator's", async () => {
    await using city = await createCity();
    const statuses = async (method: string, path: string): Promise<number[]> =>
      await Promise.all(
        [null, "ada", "admin"].map(
          async (as) =>
            (await city.send(method, path, { as, ...(method === "POST" ? { body: {} } : {}) }))
              .status,
        ),
      );
    expect(await statuses("GET", "/methods")).toEqual([200, 200, 200]);
    expect(await statuses("GET", "/payments/me")).toEqual([401, 200, 403]);
    expect(await statuses("POST", "/checkout/create")).toEqual([401, 400, 403]);
    for (const path of ["/payments", "/events"])
      expect(await statuses("GET", path), path).toEqual([401, 403, 200]);
    for (const path of ["/events/replay", "/payments/release"])
      expect(await statuses("POST", path), path).toEqual([401, 403, 400]);
    expect(await statuses("POST", "/reconcile")).toEqual([401, 403, 200]);
  });

  test("[D06] a caller in the same process needs neither an Origin nor a content type", async () => {
    await using city = await createCity();
    const { topup_id } = city.world.host.addTopup();
    const ada = {
      level: "user",
      user: { user_id: "ada" },
      city: { city_id: "city_downcity", status: "active" },
    } as const;
    const call = async (
      path: string,
      body: string,
      trusted_identity: typeof ada | { level: "admin" },
    ): Promise<number> => {
      const request = new Request(`${ORIGIN}/v1/payment${path}`, {
        method: "POST",
        body: new TextEncoder().encode(body),
      });
      expect([...request.headers.keys()]).toEqual([]);
      return (await city.base.fetch(request, { trusted_identity })).status;
    };
    expect(
      await call("/checkout/create", JSON.stringify({ method_id: "dodo", topup_id }), ada),
    ).toBe(200);
    expect(await call("/reconcile", "", { level: "admin" })).toBe(200);
    expect(
      await call("/events/replay", JSON.stringify({ event_id: "dodo:none" }), { level: "admin" }),
    ).toBe(404);
    expect(
      await call(
        "/payments/release",
        JSON.stringify({ payment_id: "none", decision: "dismiss", note: "as asked" }),
        { level: "admin" },
      ),
    ).toBe(404);
    expect(await call("/checkout/create", JSON.stringify({ topup_id }), { level: "admin" })).toBe(
      403,
    );
  });

  test("[D06] no other site can forge a call: a cookie identifies nobody, with any other header", async () => {
    await using city = await createCity();
    const { topup_id } = city.world.host.addTopup();
    const asked = city.world.dodo.requests.length;
    for (const headers of [
      {},
      { origin: "https://evil.example" },
      { origin: ORIGIN },
      { "content-type": "text/plain" },
      { authorization: "Basic YWRhOng=" },
      { authorization: "Bearer user:ada" },
      { "x-user-id": "ada" },
    ]) {
      const sent = {
        headers: { cookie: "session=user:ada; user=ada; user=admin", ...headers },
        body: { method_id: "dodo", topup_id, user_id: "ada" },
      };
      for (const path of ["/checkout/create", "/reconcile", "/payments/release"])
        expect((await city.send("POST", path, sent)).status, JSON.stringify(headers)).toBe(401);
    }
    expect([await city.world.payments(topup_id), city.world.dodo.requests.length]).toEqual([
      [],
      asked,
    ]);
  });

  test("[D06] a bearer of another origin is served, and identity is the Federation's, not `authenticate`'s", async () => {
    await using city = await createCity();
    const { topup_id } = city.world.host.addTopup();
    const body = { method_id: "dodo", topup_id };
    expect((await city.send("POST", "/checkout/create", { as: "eve", body })).status).toBe(404);
    expect(
      (
        await city.send("POST", "/checkout/create", {
          as: "ada",
          body,
          headers: { origin: "https://app.example", "content-type": "text/plain" },
        })
      ).status,
    ).toBe(200);
  });

  test("[D06] a handler that a Federation calls without a user still refuses", async () => {
    await using city = await createCity();
    for (const { method, auth, path, handler } of registered(city)
      .filter(isAction)
      .filter(({ auth: needed }) => needed.includes("user"))) {
      const call: DowncityCall = {
        request: new Request(`${ORIGIN}/v1/payment${path}`, { method }),
        text: () => "{}",
      };
      expect([auth, (await handler(call)).status]).toEqual([["user"], 401]);
    }
  });
});
