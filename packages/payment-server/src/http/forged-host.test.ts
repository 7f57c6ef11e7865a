import { describe, expect, test } from "vitest";
import { createWorld, STORAGES, type World } from "../../test/world.ts";

const SHOP = "https://shop.example";
const COOKIE = { cookie: "session=user:ada" };
const FORGED = {
  host: "evil.example",
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "gopher",
  "x-forwarded-server": "evil.example",
  "x-forwarded-port": "666",
  "x-forwarded-for": "6.6.6.6",
  "x-forwarded-prefix": "/evil",
  "x-original-host": "evil.example",
  "x-original-url": "/v1/payment/events",
  "x-rewrite-url": "/v1/payment/events",
  "x-http-method-override": "DELETE",
  forwarded: "host=evil.example;proto=gopher",
  referer: "https://evil.example/evil",
};

const RANDOM = /(pmt|ref|req|cks)_[A-Za-z0-9_-]+/g;

describe.each(STORAGES)("on %s", (storage) => {
  test("[W02] hostile Host and forwarding headers change no byte of an answer or of what Dodo is sent", async () => {
    await using world = await createWorld({ storage, service: { base_url: SHOP } });
    await using attacked = await createWorld({ storage, service: { base_url: SHOP } });
    const honest = await walk(world, SHOP, {});
    expect(honest[0]).toContain(`"return_url":"${SHOP}/v1/payment/redirect/success?ref=ref_"`);
    expect(honest[1]).toContain(`"status_url":"${SHOP}/v1/payment/redirect/success?ref=ref_"`);
    expect(honest[2]).toContain("location: /v1/payment/redirect/success?ref=ref_");
    expect(await walk(attacked, "https://evil.example", FORGED)).toEqual(honest);
  });

  test("[W02] away from loopback and without base_url a create is a clear error, and Dodo is not called", async () => {
    await using world = await createWorld({ storage });
    const { topup_id } = world.host.addTopup();
    const response = await world.send("POST", "https://shop.example/v1/payment/checkout/create", {
      as: "user:ada",
      body: { topup_id },
      headers: { "x-forwarded-host": "localhost", host: "localhost" },
    });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      code: "configuration",
      error: expect.stringContaining("set `base_url` or DOWNCITY_CITY_BASE_URL"),
    });
    expect([world.dodo.requests, await world.payments(topup_id)]).toEqual([[], []]);
  });
});

/** Returns what Dodo receives for a create, then every kind of answer. */
async function walk(world: World, to: string, forged: Record<string, string>): Promise<string[]> {
  const { topup_id } = world.host.addTopup();
  const headers = { ...COOKIE, origin: SHOP, ...forged };
  const answers = [
    await world.send("POST", `${to}/v1/payment/checkout/create`, { body: { topup_id }, headers }),
  ];
  const { ref } = await world.only(topup_id);
  for (const path of [
    `/redirect/success?ref=${ref}&email=a`,
    `/redirect/success?ref=${ref}`,
    `/redirect/cancel?ref=${ref}`,
    "/methods",
    "/payments/me",
    "/nothing",
  ]) {
    answers.push(await world.send("GET", `${to}/v1/payment${path}`, { headers }));
  }
  const sent = JSON.stringify(world.dodo.requests.slice(0, 2)).replaceAll(RANDOM, "$1_");
  return [sent, ...(await Promise.all(answers.map(shown)))];
}

/** Returns an answer as text, with its random parts replaced. */
async function shown(response: Response): Promise<string> {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  return `${response.status}\n${headers}\n${await response.text()}`
    .replaceAll(RANDOM, "$1_")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "nonce");
}
