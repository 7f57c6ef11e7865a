/** What a service does that was not told its public address. */
import { describe, expect, test } from "vitest";
import { createCity } from "../../test/city.ts";
import { createWorld, type World } from "../../test/world.ts";

const PUBLIC = "https://shop.example/v1/payment";
const LOCAL = "http://localhost:3000/v1/payment";
const MISSING = "set `base_url` or DOWNCITY_CITY_BASE_URL";
const COOKIE = { cookie: "session=user:ada" };

interface Refusal {
  status: number;
  code: string;
  error: string;
}

async function create(world: World, to: string, headers: Record<string, string>): Promise<Refusal> {
  const { topup_id } = world.host.addTopup();
  const response = await world.send("POST", `${to}/checkout/create`, {
    body: { topup_id },
    headers,
  });
  return { ...((await response.json()) as Refusal), status: response.status };
}

const missingLines = (world: World): string[] =>
  world.log.filter((line) => line.includes("public address"));

describe("without base_url, a create from a public host", () => {
  test.each<[how: string, to: string, headers: Record<string, string>]>([
    ["by the address", PUBLIC, { ...COOKIE, origin: "https://shop.example" }],
    ["by the address, from a foreign page", PUBLIC, { ...COOKIE, origin: "https://evil.example" }],
    ["by the address, without an origin", PUBLIC, COOKIE],
    ["by the address, with a bearer", PUBLIC, { authorization: "Bearer user:ada" }],
    ["by a private address", "http://10.0.0.7:3000/v1/payment", COOKIE],
    ["by `Host`", "https://localhost:3111/v1/payment", { ...COOKIE, host: "shop.example" }],
    [
      "by `X-Forwarded-Host`",
      "https://localhost:3111/v1/payment",
      { ...COOKIE, "x-forwarded-host": "shop.example", origin: "https://shop.example" },
    ],
    [
      "by the first of several `X-Forwarded-Host`",
      LOCAL,
      { authorization: "Bearer user:ada", "x-forwarded-host": "shop.example:443, localhost:3000" },
    ],
    [
      "by `Forwarded`",
      LOCAL,
      {
        authorization: "Bearer user:ada",
        forwarded: 'for=1.2.3.4;Host="shop.example";proto=https',
      },
    ],
    [
      "by a name that is no host",
      LOCAL,
      { authorization: "Bearer user:ada", "x-forwarded-host": "a b" },
    ],
  ])("[F21] (%s) is refused with the missing option first", async (_, to, headers) => {
    await using world = await createWorld();
    const refusal = await create(world, to, headers);
    expect(refusal).toMatchObject({
      status: 500,
      code: "configuration",
      error: expect.stringContaining(MISSING),
    });
    expect(refusal.error).not.toContain("allowed_origins");
    expect([world.dodo.requests, missingLines(world).length]).toEqual([[], 1]);
    await create(world, to, headers);
    expect(missingLines(world)).toHaveLength(1);
    const { ok, findings } = await world.payment.check();
    expect([ok, findings.filter(({ message }) => message.includes(MISSING))]).toEqual([
      false,
      [expect.objectContaining({ level: "error", code: "configuration" })],
    ]);
  });

  test("[F21] (behind a proxy that hides the host) is refused, and the sentence begins with the missing option", async () => {
    await using world = await createWorld();
    const { status, code, error } = await create(world, LOCAL, {
      ...COOKIE,
      origin: "https://shop.example",
    });
    expect([status, code]).toEqual([403, "forbidden_origin"]);
    expect(error.indexOf("`base_url`")).toBeGreaterThan(0);
    expect(error.indexOf("`base_url`")).toBeLessThan(error.indexOf("`allowed_origins`"));
  });

  test.each<[how: string, headers: Record<string, string>]>([
    ["from an origin in allowed_origins", COOKIE],
    ["with a bearer", { authorization: "Bearer user:ada" }],
  ])("[F21] (behind that proxy, %s) works in test mode and is reported", async (_, headers) => {
    await using world = await createWorld({
      service: { allowed_origins: ["https://shop.example"] },
    });
    for (const origin of ["https://shop.example", "https://shop.example", "http://localhost:3000"])
      expect(await create(world, LOCAL, { ...headers, origin })).toMatchObject({
        status_url: expect.stringMatching(/^http:\/\/localhost:3000\//),
      });
    expect(world.log.filter((line) => line.includes("another host"))).toEqual([
      expect.stringContaining(MISSING),
    ]);
    expect(await world.payment.check()).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ level: "error", message: expect.stringContaining(MISSING) }),
      ]),
    });
  });
});

test.each<[what: string, headers: Record<string, string>]>([
  ["nothing else", {}],
  ["a page on localhost", { origin: "http://localhost:3000" }],
  ["an app's page", { origin: "capacitor://localhost" }],
  [
    "forwarding headers of localhost",
    { "x-forwarded-host": "localhost:5173", forwarded: "for=127.0.0.1;host=localhost:5173" },
  ],
  ["the address of a client", { "x-forwarded-for": "172.17.0.1", forwarded: "for=172.17.0.1" }],
])("[F21] in test mode a request to localhost with %s needs no base_url", async (_, headers) => {
  await using world = await createWorld({
    service: { allowed_origins: ["capacitor://localhost"] },
  });
  const { topup_id } = world.host.addTopup();
  const response = await world.send("POST", "/checkout/create", {
    as: "user:ada",
    body: { topup_id },
    headers,
  });
  expect([response.status, await response.json()]).toEqual([
    200,
    expect.objectContaining({ status_url: expect.stringMatching(/^http:\/\/localhost:3000\//) }),
  ]);
  expect([missingLines(world), (await world.payment.check()).ok]).toEqual([[], true]);
});

test("[F21] with base_url no header changes what is answered", async () => {
  await using world = await createWorld({ service: { base_url: "https://shop.example" } });
  const headers = {
    "x-forwarded-host": "evil.example",
    host: "evil.example",
    origin: "https://evil.example",
  };
  const response = await world.send("POST", `${LOCAL}/checkout/create`, {
    as: "user:ada",
    body: { topup_id: world.host.addTopup().topup_id },
    headers,
  });
  expect(await response.json()).toMatchObject({
    status_url: expect.stringMatching(/^https:\/\/shop\.example\//),
  });
});

describe("createCheckout() of server code", () => {
  const call = async (world: World, service = world.payment): Promise<string> => {
    const { topup_id } = world.host.addTopup();
    return (await service.createCheckout({ topup_id, user_id: "ada" })).status_url;
  };

  test("[F21] uses the address of the last request from localhost while there is no base_url", async () => {
    await using world = await createWorld();
    await expect(call(world)).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining(MISSING),
    });
    await world.send("GET", "http://localhost:5173/v1/payment/methods");
    expect(await call(world)).toMatch(/^http:\/\/localhost:5173\/v1\/payment\/redirect\/success/);
    await world.payment.handlers.methods(new Request("http://127.0.0.1:8080/anything"));
    expect(await call(world)).toMatch(/^http:\/\/127\.0\.0\.1:8080\/v1\/payment\//);
  });

  test("[F21] never uses the address of a request from a public host", async () => {
    await using world = await createWorld();
    await world.send("GET", `${PUBLIC}/methods`);
    await world.send("GET", `${LOCAL}/methods`, {
      headers: { "x-forwarded-host": "shop.example" },
    });
    await world.send("GET", `${LOCAL}/methods`, { headers: { origin: "https://shop.example" } });
    await expect(call(world)).rejects.toMatchObject({ code: "configuration" });
    expect(missingLines(world)).toHaveLength(1);
  });

  test("[F21] uses base_url if there is one", async () => {
    await using world = await createWorld({ service: { base_url: "https://shop.example/a" } });
    await world.send("GET", `${LOCAL}/methods`);
    expect(await call(world)).toMatch(/^https:\/\/shop\.example\/a\/v1\/payment\//);
  });
});

test("[F21] inside a Federation an edit of the variable ends the finding", async () => {
  await using city = await createCity();
  const { topup_id } = city.world.host.addTopup();
  const open = async (): Promise<number> =>
    (
      await city.send("POST", "/checkout/create", {
        as: "ada",
        body: { topup_id },
        headers: { "x-forwarded-host": "city.example" },
      })
    ).status;
  const found = async (): Promise<boolean> =>
    (await city.service.check()).findings.some(({ message }) => message.includes(MISSING));
  expect([await open(), await found()]).toEqual([503, true]);
  await city.setVariable("DOWNCITY_CITY_BASE_URL", "https://city.example");
  expect([await open(), await found()]).toEqual([200, false]);
});

describe("without base_url on this machine, the scheme of a link", () => {
  test.each([
    ["https://localhost:3000", "http://localhost:3000", "http://localhost:3000"],
    ["http://localhost:3000", "https://localhost:3000", "https://localhost:3000"],
    ["http://localhost:3000", "http://localhost:3000", "http://localhost:3000"],
    // A page on another port is a development server that passes requests on.
    ["https://localhost:3000", "http://localhost:5173", "https://localhost:3000"],
    ["https://localhost:3000", "http://127.0.0.1:3000", "https://localhost:3000"],
  ])("[F21] of a request to %s from the page %s leads to %s", async (server, page, links) => {
    await using world = await createWorld();
    const response = await world.send("POST", `${server}/v1/payment/checkout/create`, {
      body: { topup_id: world.host.addTopup().topup_id },
      headers: { ...COOKIE, origin: page },
    });
    expect(response.status).toBe(200);
    const { status_url } = (await response.json()) as { status_url: string };
    expect(new URL(status_url).origin).toBe(links);
  });
});
