import { describe, expect, test } from "vitest";
import { createWorld, STORAGES, type World, type WorldOptions } from "../../test/world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["new", "same"] as const)(
    "payment id after a decline: %s",
    (payment_id_after_decline) => {
      const options: WorldOptions = { storage, dodo: { payment_id_after_decline } };

      test.each(["text/html", "application/json"])(
        "[O04] a payment whose webhook was lost is credited when its result page is viewed as %s",
        async (accept) => {
          await using world = await createWorld(options);
          const status_url = await payUnnoticed(world);
          const response = await world.send("GET", status_url, { headers: { accept } });
          expect(response.status).toBe(200);
          expect(await response.text()).toMatch(
            accept === "text/html" ? /<h1>Paid<\/h1>/ : /"status":"paid"/,
          );
          expect(world.host.balance("ada")).toBe(500);
        },
      );

      test("[O04] it is credited once when many open the page at once", async () => {
        await using world = await createWorld(options);
        const status_url = await payUnnoticed(world);
        const looks = Array.from(
          { length: 10 },
          async () =>
            await world.send("GET", status_url, { headers: { accept: "application/json" } }),
        );
        await Promise.all(looks);
        expect(world.host.calls).toHaveLength(1);
        expect(world.host.balance("ada")).toBe(500);
      });

      test("[O04] it is credited when its owner lists the payments of the topup", async () => {
        await using world = await createWorld(options);
        await payUnnoticed(world);
        expect(await mine(world, "?topup_id=tu_1")).toMatchObject({
          items: [{ topup_id: "tu_1", status: "paid" }],
          retry_after_ms: null,
        });
        expect(world.host.balance("ada")).toBe(500);
      });

      test("[O04] a list of all payments, or another user's list of this topup, does not call Dodo", async () => {
        await using world = await createWorld(options);
        await payUnnoticed(world);
        const before = world.dodo.requests.length;
        expect(await mine(world, "")).toMatchObject({ items: [{ status: "pending" }] });
        const stranger = await world.send("GET", "/payments/me?topup_id=tu_1", { as: "user:bob" });
        expect(await stranger.json()).toMatchObject({ items: [] });
        expect(world.dodo.requests.length).toBe(before);
      });
    },
  );

  test("[O04] Dodo is called at most once in a few seconds for all visitors together", async () => {
    await using world = await createWorld({ storage });
    const { status_url } = await world.create(world.host.addTopup().topup_id);
    const look = async (): Promise<void> =>
      void (await world.send("GET", status_url, { headers: { accept: "application/json" } }));
    const before = world.dodo.requests.length;
    for (let index = 0; index < 5; index += 1) await look();
    await mine(world, "?topup_id=tu_1");
    expect(world.dodo.requests.length - before).toBe(1);
    world.clock.advance(3_000);
    await look();
    expect(world.dodo.requests.length - before).toBe(2);
  });

  test("[O04] while Dodo fails, the page shows what is stored", async () => {
    await using world = await createWorld({ storage });
    const status_url = await payUnnoticed(world);
    world.dodo.faults.api.fail = { status: 500 };
    const response = await world.send("GET", status_url, {
      headers: { accept: "application/json" },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "pending" });
  });

  describe("[X7] a result page shows the stored status and ignores the one in the address", () => {
    test.each(["failed", "processing", "expired", "succeeded", "active", "completed"])(
      "status=%s of a payment that declined",
      async (claim) => {
        await using world = await createWorld({ storage });
        const { status_url, provider_session_id } = await world.create(
          world.host.addTopup().topup_id,
        );
        await world.dodo.pay(provider_session_id, { result: "failed" });
        const { location, html } = await arrive(
          world,
          `${status_url}&payment_id=pay_1&status=${claim}&email=ada%40example.com`,
        );
        expect(location).toMatch(/^\/v1\/payment\/redirect\/success\?ref=ref_[A-Za-z0-9_-]{22}$/);
        expect(html).toContain("<h1>Not paid</h1>");
        expect(html).not.toMatch(/<h1>Paid|complete|succe|been added|ada@/i);
      },
    );

    test.each(["succeeded", "failed"])(
      "status=%s of a payment that was not made",
      async (claim) => {
        await using world = await createWorld({ storage });
        const { status_url } = await world.create(world.host.addTopup().topup_id);
        const { html } = await arrive(world, `${status_url}&status=${claim}`);
        expect(html).toContain("<h1>Nothing has been paid</h1>");
        expect(world.host.calls).toEqual([]);
      },
    );

    test.each(["failed", "succeeded"])("status=%s of a payment that is held", async (claim) => {
      await using world = await createWorld({ storage });
      const { status_url, provider_session_id } = await world.create(
        world.host.addTopup().topup_id,
      );
      await world.dodo.pay(provider_session_id, { overrides: { total_amount: 1 } });
      const { html } = await arrive(world, `${status_url}&status=${claim}`);
      expect(html).toContain("<h1>We are checking your payment</h1>");
    });

    test.each(["failed", "succeeded"])("status=%s of a payment that is paid", async (claim) => {
      await using world = await createWorld({ storage });
      const { status_url, provider_session_id } = await world.create(
        world.host.addTopup().topup_id,
      );
      await world.dodo.pay(provider_session_id);
      const { html } = await arrive(world, `${status_url}&status=${claim}`);
      expect(html).toContain("<h1>Paid</h1>");
    });

    test.each(["none", "status"] as const)(
      "returning through the cancel page (parameters: %s) settles nothing, and leads on to the page that does",
      async (cancel_url_parameters) => {
        await using world = await createWorld({ storage, dodo: { cancel_url_parameters } });
        const { status_url, topup_id, provider_session_id } = await world.create(
          world.host.addTopup().topup_id,
        );
        await world.dodo.pay(provider_session_id, { silent: true });
        const stored = await world.only(topup_id);
        const cancel_url =
          status_url.replace("/success", "/cancel") +
          (cancel_url_parameters === "status" ? "&status=cancelled" : "");
        const { html, refresh } = await arrive(world, cancel_url);
        expect(html).toContain("<h1>Confirming your payment</h1>");
        expect(await world.only(topup_id)).toEqual({ ...stored, checked_at: stored.created_at });
        world.clock.advance(4_000);
        const [, next = ""] = /^2; url=(.+)$/.exec(refresh ?? "") ?? [];
        expect((await arrive(world, new URL(next, status_url).href)).html).toContain(
          "<h1>Paid</h1>",
        );
      },
    );
  });
});

/**
 * Makes a payment that was declined once and then paid with another card, and whose webhooks are
 * lost. Returns the address of its status.
 */
async function payUnnoticed(world: World): Promise<string> {
  const { provider_session_id, status_url } = await world.create(world.host.addTopup().topup_id);
  await world.dodo.pay(provider_session_id, { result: "failed", silent: true });
  await world.dodo.pay(provider_session_id, { silent: true });
  return status_url;
}

async function mine(world: World, query: string): Promise<unknown> {
  const response = await world.send("GET", `/payments/me${query}`, { as: "user:ada" });
  expect(response.status).toBe(200);
  return await response.json();
}

/** Returns the answer after the redirects that a browser follows. */
async function arrive(
  world: World,
  url: string,
): Promise<{ location: string | null; html: string; refresh: string | null }> {
  const first = await world.send("GET", url, { headers: { accept: "text/html" } });
  if (first.status === 200)
    return { location: null, html: await first.text(), refresh: first.headers.get("refresh") };
  expect(first.status).toBe(303);
  const location = first.headers.get("location");
  const second = await world.send("GET", new URL(location ?? "", url).href, {
    headers: { accept: "text/html" },
  });
  expect(second.status).toBe(200);
  return { location, html: await second.text(), refresh: second.headers.get("refresh") };
}
