/**
 * A `base_url` with a path, which a proxy, Next's basePath, Hono's mount or an API gateway removes
 * before the routes see a request.
 */
import { describe, expect, test } from "vitest";
import { createCity } from "../../test/city.ts";
import { createWorld, type World } from "../../test/world.ts";

/**
 * Sends a request as a proxy passes it on: without the prefix, and with the host name of the inner
 * network.
 */
function proxied(
  world: World,
  public_url: string,
  path: string,
  headers: Record<string, string> = {},
): Request {
  const url = new URL(public_url);
  expect(url.href.startsWith(`https://shop.example${path}/`)).toBe(true);
  return new Request(`http://10.0.0.7:3000${url.pathname.slice(path.length)}${url.search}`, {
    headers: { host: "10.0.0.7:3000", "x-forwarded-host": "evil.example", ...headers },
  });
}

function lastCheckout(world: World): { return_url?: string; cancel_url?: string } {
  const sent = world.dodo.requests.findLast(
    ({ method, path }) => method === "POST" && path === "/checkouts",
  );
  return sent?.body as { return_url?: string; cancel_url?: string };
}

describe.each([
  ["https://shop.example/shop", "/shop"],
  ["https://shop.example/shop/", "/shop"],
  ["https://shop.example/api/stage-1//", "/api/stage-1"],
  ["https://shop.example/", ""],
  ["https://shop.example", ""],
])("base_url %s", (base_url, path) => {
  const BEFORE = `https://shop.example${path}/v1/payment`;

  test("[D08] [F18] every address for the browser and for Dodo is base_url, base_path and the route", async () => {
    await using world = await createWorld({ service: { base_url } });
    const { status_url } = await world.create(world.host.addTopup().topup_id);
    const ref = /\?ref=(ref_[\w-]{22})$/.exec(status_url)?.[1];
    expect(status_url).toBe(`${BEFORE}/redirect/success?ref=${ref}`);
    expect(lastCheckout(world)).toMatchObject({
      return_url: status_url,
      cancel_url: `${BEFORE}/redirect/cancel?ref=${ref}`,
    });
    const own = await world.payment.createCheckout({
      topup_id: world.host.addTopup().topup_id,
      user_id: "ada",
    });
    expect(own.status_url.startsWith(`${BEFORE}/redirect/success?ref=`)).toBe(true);
  });

  test("[D08] [F18] [W03] the way back is a redirect that stays behind the prefix, then the page", async () => {
    await using world = await createWorld({ service: { base_url } });
    const { status_url } = await world.create(world.host.addTopup().topup_id);
    for (const address of [status_url, status_url.replace("/success", "/cancel")]) {
      const back = await world.payment.fetch(
        proxied(world, `${address}&payment_id=pay_1&status=succeeded&email=ada@shop.example`, path),
      );
      expect([back.status, new URL(back.headers.get("location") ?? "", address).href]).toEqual([
        303,
        address,
      ]);
      expect((await world.payment.fetch(proxied(world, address, path))).status).toBe(200);
    }
    const asked = await world.payment.fetch(
      proxied(world, status_url, path, { accept: "application/json" }),
    );
    expect(await asked.json()).toMatchObject({ status: "pending" });
  });

  test("[D08] [F18] an error's status_url is one of these addresses too", async () => {
    await using world = await createWorld({ service: { base_url } });
    const { topup_id } = world.host.addTopup();
    const { provider_session_id, status_url } = await world.create(topup_id);
    await world.dodo.pay(provider_session_id, { result: "processing", silent: true });
    world.clock.advance(60_000);
    const again = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id },
    });
    expect([again.status, await again.json()]).toEqual([
      409,
      expect.objectContaining({ code: "payment_processing", status_url }),
    ]);
  });

  test("[D08] [F50] return_to is judged by its origin alone, and our own page's cookie call is let in", async () => {
    await using world = await createWorld({
      service: { base_url, return_origins: ["https://app.example"] },
    });
    const kept = async (return_to: string): Promise<string | null> => {
      const { topup_id } = world.host.addTopup();
      const headers = {
        cookie: "session=user:ada",
        origin: "https://shop.example",
        "content-type": "application/json",
      };
      const answer = await world.send("POST", "/checkout/create", {
        body: { topup_id, return_to },
        headers,
      });
      return answer.status === 200 ? (await world.only(topup_id)).return_to : null;
    };
    expect(await kept("https://shop.example/elsewhere?x=1")).toBe(
      "https://shop.example/elsewhere?x=1",
    );
    expect(await kept("/wallet")).toBe("https://shop.example/wallet");
    expect(await kept("wallet")).toBe(`https://shop.example${path}/wallet`);
    expect(await kept("https://app.example/wallet")).toBe("https://app.example/wallet");
    expect(await kept("https://shop.example.evil.example/shop")).toBeNull();
    expect(await kept("//evil.example/shop")).toBeNull();
  });
});

test("[D08] requests are matched by base_path alone: the prefix is not ours to take off", async () => {
  await using world = await createWorld({
    service: { base_url: "https://shop.example/shop", base_path: "/pay" },
  });
  const status = async (path: string): Promise<number> =>
    (await world.payment.fetch(new Request(`http://10.0.0.7${path}`))).status;
  expect(
    await Promise.all(
      ["/pay/methods", "/shop/pay/methods", "/shop/v1/payment/methods"].map(status),
    ),
  ).toEqual([200, 404, 404]);
});

test("[D08] inside a Federation the variable may have a path, and its edit is followed", async () => {
  await using city = await createCity({
    variables: { DOWNCITY_CITY_BASE_URL: "https://city.example/federation/" },
  });
  const statusUrl = async (): Promise<string> =>
    (await city.create(city.world.host.addTopup().topup_id)).status_url;
  expect(await statusUrl()).toMatch(
    /^https:\/\/city\.example\/federation\/v1\/payment\/redirect\/success\?ref=ref_/,
  );
  await city.setVariable("DOWNCITY_CITY_BASE_URL", "https://other.example");
  const status_url = await statusUrl();
  expect(status_url).toMatch(/^https:\/\/other\.example\/v1\/payment\/redirect\/success\?ref=ref_/);
  await city.setVariable("DOWNCITY_CITY_BASE_URL", "https://other.example/f");
  const { pathname, search } = new URL(status_url);
  const back = await city.send("GET", `${pathname}${search}&status=succeeded`);
  expect([back.status, back.headers.get("location")]).toEqual([303, `/f${pathname}${search}`]);
});
