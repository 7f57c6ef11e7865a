import { describe, expect, test } from "vitest";
import { createWorld, STORAGES, type World } from "../../test/world.ts";

const EVIL = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;
const PAGES = ["success", "cancel"] as const;

interface Opened {
  topup_id: string;
  session_id: string;
  ref: string;
}

async function open(world: World, return_to?: string): Promise<Opened> {
  const { topup_id } = world.host.addTopup();
  const { provider_session_id } = await world.create(
    topup_id,
    return_to === undefined ? {} : { return_to },
  );
  return { topup_id, session_id: provider_session_id, ref: (await world.only(topup_id)).ref };
}

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(PAGES)("the %s page", (page) => {
    test.each([
      "&payment_id=pay_1&status=succeeded&email=ada%40example.com",
      "&",
      `&x=${encodeURIComponent(EVIL)}`,
      "&ref=ref_AAAAAAAAAAAAAAAAAAAAAA",
      "&next=//evil.example",
      "&a=%0d%0aset-cookie:%20evil=1",
    ])("[W03] with %s answers 303 to the clean address", async (query) => {
      await using world = await createWorld({ storage });
      const { ref } = await open(world);
      const response = await world.send("GET", `/redirect/${page}?ref=${ref}${query}`);
      expect([response.status, response.headers.get("location"), await response.text()]).toEqual([
        303,
        `/v1/payment/redirect/${page}?ref=${ref}`,
        "",
      ]);
      expect(response.headers.get("referrer-policy")).toBe("no-referrer");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect([...response.headers.keys()]).not.toContain("set-cookie");
    });

    test("[W03] has the parameters in front of the reference taken away too", async () => {
      await using world = await createWorld({ storage });
      const { ref } = await open(world);
      const response = await world.send(
        "GET",
        `/redirect/${page}?email=ada%40example.com&ref=${ref}`,
      );
      expect([response.status, response.headers.get("location")]).toEqual([
        303,
        `/v1/payment/redirect/${page}?ref=${ref}`,
      ]);
    });

    test("[W03] has a strict policy, no referrer, no copy, no frame and no script", async () => {
      await using world = await createWorld({ storage });
      const { ref } = await open(world, "/account");
      for (const [query, status] of [
        [`?ref=${ref}`, 200],
        ["?ref=ref_AAAAAAAAAAAAAAAAAAAAAA", 404],
        ["", 404],
      ] as const) {
        const response = await world.send("GET", `/redirect/${page}${query}`);
        const html = await response.text();
        const nonce = /<style nonce="([^"]+)">/.exec(html)?.[1] ?? "";
        expect(response.status).toBe(status);
        expect(Object.fromEntries(response.headers)).toMatchObject({
          "content-type": "text/html; charset=utf-8",
          "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
          "referrer-policy": "no-referrer",
          "cache-control": "no-store",
          "x-content-type-options": "nosniff",
          "x-frame-options": "DENY",
        });
        expect(nonce).toMatch(/^[0-9a-f-]{36}$/);
        expect(html).not.toMatch(/<script|\son\w+=|javascript:|style="/i);
      }
    });

    test("[W03] reflects nothing of a request that it does not know", async () => {
      await using world = await createWorld({ storage });
      const plain = await (await world.send("GET", `/redirect/${page}`)).text();
      for (const query of [
        `?ref=${encodeURIComponent(EVIL)}`,
        `?ref=ref_${"A".repeat(23)}`,
        `?ref=%00`,
        `?email=ada%40example.com&ref=`,
        "?ref[]=1",
      ]) {
        const response = await world.send("GET", `/redirect/${page}${query}`, {
          headers: {
            "user-agent": EVIL,
            referer: `https://evil.example/${EVIL}`,
            "accept-language": "<b>",
          },
        });
        const nonce = (html: string): string => html.replaceAll(/nonce="[^"]+"/g, "");
        expect([response.status, nonce(await response.text())]).toEqual([404, nonce(plain)]);
        const asked = await world.send("GET", `/redirect/${page}${query}`, {
          headers: { accept: "application/json" },
        });
        expect([asked.status, await asked.json()]).toEqual([
          404,
          { code: "not_found", error: "There is nothing here.", request_id: expect.any(String) },
        ]);
      }
    });

    test.each([
      "?payment_id=pay_1&status=succeeded",
      "%3Fpayment_id=pay_1",
      "/",
      "&amp;status=failed",
      "?ref=ref_AAAAAAAAAAAAAAAAAAAAAA",
      "#top",
    ])("[F22] finds the payment if %s was appended to the reference", async (appended) => {
      await using world = await createWorld({ storage });
      const { ref } = await open(world);
      const response = await world.send("GET", `/redirect/${page}?ref=${ref}${appended}`);
      const location = `/v1/payment/redirect/${page}?ref=${ref}`;
      if (appended !== "#top")
        expect([response.status, response.headers.get("location")]).toEqual([303, location]);
      expect((await world.send("GET", `http://localhost:3000${location}`)).status).toBe(200);
      const asked = await world.send("GET", `/redirect/${page}?ref=${ref}${appended}`, {
        headers: { accept: "application/json" },
      });
      expect(await asked.json()).toMatchObject({ status: "pending" });
    });

    test.each(["succeeded", "failed", "cancelled", "processing"])(
      "[W04] [X7] a forged status=%s changes neither the page nor the payment",
      async (status) => {
        await using world = await createWorld({ storage });
        const { ref, topup_id } = await open(world);
        const before = await world.only(topup_id);
        await world.send("GET", `/redirect/${page}?ref=${ref}&status=${status}&payment_id=pay_1`);
        const asked = await world.send(
          "GET",
          `/redirect/${page}?ref=${ref}&status=${status}&payment_id=pay_1`,
          { headers: { accept: "application/json" } },
        );
        expect(await asked.json()).toMatchObject({ topup_id, status: "pending" });
        const html = await (await world.send("GET", `/redirect/${page}?ref=${ref}`)).text();
        expect(html).toContain("<h1>Nothing has been paid</h1>");
        expect(html).not.toMatch(/<h1>Paid|have been added|did not go through|canceled\./);
        expect(await world.only(topup_id)).toMatchObject({
          status: "pending",
          version: before.version,
          provider_payment_id: null,
        });
        expect(world.dodo.requests.map(({ path }) => path)).not.toContain("/payments/pay_1");
        expect(world.host.calls).toEqual([]);
      },
    );

    test("[W03] shows where it leads back to escaped, as it was stored", async () => {
      await using world = await createWorld({ storage });
      const { ref, session_id, topup_id } = await open(world, `/back?a=1&b="><script>'#'x`);
      await world.dodo.pay(session_id);
      await world.dodo.deliver();
      const return_to = (await world.only(topup_id)).return_to ?? "";
      const response = await world.send("GET", `/redirect/${page}?ref=${ref}`);
      const html = await response.text();
      const escaped = return_to.replaceAll("&", "&amp;").replaceAll("'", "&#39;");
      expect(escaped).not.toMatch(/["<>']/);
      expect(html).toMatch(
        new RegExp(
          `<a class="(main|quiet)" href="${escaped.replaceAll(/[.?]/g, "\\$&")}" rel="noreferrer">Continue</a>`,
        ),
      );
      expect(response.headers.get("refresh")).toBe(`10; url=${return_to}`);
      expect(html).not.toContain("<script>");
      expect(html).toContain("<h1>Paid</h1>");
    });
  });

  test("[W03] where it leads back to is never read from the request", async () => {
    await using world = await createWorld({
      storage,
      service: { return_origins: ["https://app.example"] },
    });
    const { ref } = await open(world, "https://app.example/wallet");
    const html = await (await world.send("GET", `/redirect/success?ref=${ref}`)).text();
    expect(html).toContain(`href="https://app.example/wallet"`);
    const asked = await world.send(
      "GET",
      `/redirect/success?ref=${ref}&return_to=https://evil.example`,
      { headers: { accept: "application/json" } },
    );
    expect(await asked.json()).toMatchObject({ return_to: "https://app.example/wallet" });
  });

  test("[W04] visiting the cancel page settles nothing; it only reads whether there is a payment", async () => {
    await using world = await createWorld({ storage });
    const { ref, topup_id, session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    const before = await world.only(topup_id);
    const asked = world.dodo.requests.length;
    world.clock.advance(60_000);
    const response = await world.send("GET", `/redirect/cancel?ref=${ref}`);
    expect(await world.only(topup_id)).toEqual({ ...before, checked_at: world.clock.now() });
    expect(world.dodo.requests.slice(asked).map(({ path }) => path)).toEqual([
      `/checkouts/${session_id}`,
    ]);
    expect(world.host.calls).toEqual([]);
    expect(await response.text()).toContain("<h1>Confirming your payment</h1>");
    expect(response.headers.get("refresh")).toBe(
      `2; url=/v1/payment/redirect/success?ref=${ref}&look=2`,
    );
  });
});
