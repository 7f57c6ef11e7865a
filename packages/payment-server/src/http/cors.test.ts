/** What pages and apps of other origins may do. */
import { describe, expect, test } from "vitest";
import { createWorld, type World } from "../../test/world.ts";

const APP = "https://app.example";

/** Sends the preflight of a create that carries `headers`. */
async function preflight(
  world: World,
  origin: string,
  headers: string | null,
  path = "/checkout/create",
): Promise<Response> {
  return await world.send("OPTIONS", path, {
    headers: {
      origin,
      "access-control-request-method": "POST",
      ...(headers === null ? {} : { "access-control-request-headers": headers }),
    },
  });
}

async function allowedHeaders(world: World, headers: string | null): Promise<string[]> {
  const response = await preflight(world, APP, headers);
  expect(response.status).toBe(204);
  return (response.headers.get("access-control-allow-headers") ?? "").split(", ");
}

const shop = async (allowed_origins: string[] = [APP]): Promise<World> =>
  await createWorld({ service: { base_url: "https://shop.example", allowed_origins } });

describe("a preflight", () => {
  test.each([
    ["traceparent, sentry-trace, baggage", ["traceparent", "sentry-trace", "baggage"]],
    ["authorization,content-type,x-tenant-id", ["x-tenant-id"]],
    [
      "X-Tenant-Id,  X-Datadog-Trace-Id ,tracestate",
      ["x-tenant-id", "x-datadog-trace-id", "tracestate"],
    ],
    ["", []],
    [" , ,", []],
    [null, []],
  ])("[F19] of an allowed origin that asks for %j is answered with these", async (asked, also) => {
    await using world = await shop();
    expect(await allowedHeaders(world, asked)).toEqual(["authorization", "content-type", ...also]);
  });

  test.each([
    "x y",
    "x\u00e4",
    "x: y",
    "<script>",
    '"quoted"',
    "*;x",
    "a".repeat(101),
    Array.from({ length: 101 }, (_, index) => `x-${index}`).join(","),
  ])("[F19] never repeats %j", async (asked) => {
    await using world = await shop();
    expect(await allowedHeaders(world, asked)).toEqual(["authorization", "content-type"]);
    expect(await allowedHeaders(world, `baggage, ${asked}`)).not.toContain(asked);
  });

  test("[F19] of any other origin allows nothing", async () => {
    await using world = await shop();
    for (const origin of ["https://evil.example", "https://shop.example", "null", `${APP}:444`]) {
      const { headers } = await preflight(world, origin, "baggage");
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  test("[F19] says what it depends on, whoever sends it", async () => {
    await using world = await shop();
    for (const origin of [APP, "https://evil.example"])
      expect((await preflight(world, origin, "baggage")).headers.get("vary")).toBe(
        "Origin, Access-Control-Request-Headers",
      );
  });

  test("[F19] of an allowed origin to a wrong address lets the page read the 404", async () => {
    await using world = await shop();
    for (const path of ["/nothing", "https://shop.example/api/methods"]) {
      expect((await preflight(world, APP, "authorization", path)).status).toBe(204);
      expect((await preflight(world, "https://evil.example", null, path)).status).toBe(404);
      const answer = await world.send("GET", path, { headers: { origin: APP } });
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([
        404,
        APP,
      ]);
    }
  });
});

test("[F19] an answer to an allowed origin may be read, its request id and waiting time too", async () => {
  await using world = await shop();
  const { headers } = await world.send("GET", "/payments/me", { headers: { origin: APP } });
  expect(Object.fromEntries(headers)).toMatchObject({
    "access-control-allow-origin": APP,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "retry-after, x-request-id",
    vary: "Origin",
  });
});

test("[F19] the result page keeps what else it depends on", async () => {
  await using world = await shop();
  for (const origin of [APP, "https://evil.example"]) {
    const { headers } = await world.send("GET", "/redirect/success", { headers: { origin } });
    expect(headers.get("vary")).toBe("Accept, Accept-Language, Origin");
  }
});

describe("allowed_origins", () => {
  test.each([
    ["capacitor://localhost", "capacitor://localhost"],
    ["ionic://localhost/", "ionic://localhost"],
    ["tauri://localhost", "tauri://localhost"],
    ["http://tauri.localhost", "http://tauri.localhost"],
    ["https://localhost", "https://localhost"],
    ["app://-", "app://-"],
    [
      "chrome-extension://cjpalhdlnbpafiamejdnhcphjbkeiagm",
      "chrome-extension://cjpalhdlnbpafiamejdnhcphjbkeiagm",
    ],
    [
      "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc",
      "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc",
    ],
    [
      "safari-web-extension://e3b0c442-98fc-1c14-9afb-f4c8996fb924",
      "safari-web-extension://E3B0C442-98FC-1C14-9AFB-F4C8996FB924",
    ],
    ["Capacitor://LocalHost", "capacitor://localhost"],
    ["HTTPS://App.Example/", "https://app.example"],
    ["https://app.example:443", "https://app.example"],
    ["http://app.example:80", "http://app.example"],
    ["https://app.example:8443", "https://app.example:8443"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
    ["http://[::1]:5173", "http://[::1]:5173"],
  ])("[F20] %j lets the page or app with the origin %s in", async (option, origin) => {
    await using world = await shop([option]);
    const { headers } = await preflight(world, origin, "authorization");
    expect(headers.get("access-control-allow-origin")).toBe(origin);
    const { topup_id } = world.host.addTopup();
    const response = await world.send("POST", "/checkout/create", {
      body: { topup_id },
      headers: { cookie: "session=user:ada", origin },
    });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([
      200,
      origin,
    ]);
  });

  test.each([
    ["capacitor://localhost", "ionic://localhost"],
    ["capacitor://localhost", "capacitor://localhost.evil"],
    ["capacitor://localhost", "capacitor://localhost:1"],
    ["capacitor://localhost", "http://localhost"],
    ["http://tauri.localhost", "https://tauri.localhost"],
    ["https://localhost", "https://localhost:3000"],
    ["https://localhost", "http://localhost"],
    ["https://app.example:8443", "https://app.example"],
  ])("[F20] %j does not let %s in", async (option, origin) => {
    await using world = await shop([option]);
    const { headers } = await preflight(world, origin, "authorization");
    expect(headers.get("access-control-allow-origin")).toBeNull();
    const { topup_id } = world.host.addTopup();
    const response = await world.send("POST", "/checkout/create", {
      body: { topup_id },
      headers: { cookie: "session=user:ada", origin },
    });
    expect(await response.json()).toMatchObject({ code: "forbidden_origin" });
  });
});
