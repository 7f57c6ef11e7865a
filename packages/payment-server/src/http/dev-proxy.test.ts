/** Pages and routes on two ports of one machine, as with the development proxy of Vite. */
import { describe, expect, test } from "vitest";
import { createWorld, type World, type WorldOptions } from "../../test/world.ts";

/** Clicks on a page of `origin`, with its cookie. `to` is the address that the server sees. */
async function click(
  world: World,
  { origin, to = "http://localhost:3000" }: { origin: string; to?: string },
): Promise<{ status: number; return_to: string | null }> {
  const { topup_id } = world.host.addTopup();
  const { status } = await world.send("POST", `${to}/v1/payment/checkout/create`, {
    body: { topup_id, return_to: `${origin}/wallet` },
    headers: { cookie: "session=user:ada", origin },
  });
  const [payment] = await world.payments(topup_id);
  return { status, return_to: payment?.return_to ?? null };
}

describe.each<[string, WorldOptions]>([
  ["no base_url", {}],
  ["a base_url on loopback", { service: { base_url: "http://localhost:3000" } }],
])("with %s", (_, options) => {
  test.each([
    { origin: "http://localhost:5173" },
    { origin: "http://localhost:5173", to: "http://localhost:5173" },
    { origin: "http://127.0.0.1:5173" },
    { origin: "http://[::1]:5173" },
    { origin: "https://localhost:5173" },
    { origin: "http://shop.localhost:5173" },
    { origin: "http://localhost" },
  ])("[F49] a click on a page of this machine (%j) works and leads back to it", async (page) => {
    await using world = await createWorld(options);
    expect(await click(world, page)).toEqual({ status: 200, return_to: `${page.origin}/wallet` });
  });

  test.each([
    "https://evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example:5173",
    "http://10.0.0.7:5173",
    "tauri://localhost",
    "null",
  ])("[F49] a click on a page of %s is refused", async (origin) => {
    await using world = await createWorld(options);
    expect(await click(world, { origin })).toEqual({ status: 403, return_to: null });
    expect(world.dodo.requests).toEqual([]);
  });
});

test.each(["http://localhost:5173", "http://localhost:3000", "https://localhost"])(
  "[F49] with a public base_url, a click on a page of %s is refused, and nothing leads there",
  async (origin) => {
    await using world = await createWorld({ service: { base_url: "https://shop.example" } });
    expect(await click(world, { origin })).toEqual({ status: 403, return_to: null });
    const { topup_id } = world.host.addTopup();
    const response = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id, return_to: `${origin}/wallet` },
    });
    expect(await response.json()).toMatchObject({ code: "invalid_return_to" });
  },
);
