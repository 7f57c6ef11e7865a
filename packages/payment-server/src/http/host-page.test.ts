/** A result page of the host's own that cannot be sent as it is. */
import { expect, test } from "vitest";
import { createWorld, type World } from "../../test/world.ts";
import type { ResultPageOptions } from "../index.ts";

const APP = "https://app.example";
type Render = NonNullable<ResultPageOptions["render"]>;

/** Returns the answer to a buyer who comes back from a checkout, for a `render` without types. */
async function comeBack(world: World): Promise<Response> {
  const { topup_id } = world.host.addTopup();
  await world.create(topup_id);
  const { ref } = await world.only(topup_id);
  return await world.send("GET", `/redirect/success?ref=${ref}`, { headers: { origin: APP } });
}

async function shop(render: (...args: never) => unknown): Promise<World> {
  return await createWorld({
    service: { allowed_origins: [APP], result_page: { render: render as Render } },
  });
}

/** A `Response` as a library brings it along, which is not an instance of the global class. */
class ForeignResponse {
  status: number;
  headers: [string, string][];
  readonly #body: string;
  constructor(body: string, status: number, headers: Record<string, string>) {
    this.#body = body;
    this.status = status;
    this.headers = Object.entries(headers);
  }
  arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(new TextEncoder().encode(this.#body).buffer);
  }
}

test("[F24] Response.redirect() is sent, with the CORS headers of an allowed origin", async () => {
  await using world = await shop(() => Response.redirect("https://shop.example/thanks", 303));
  const { status, headers } = await comeBack(world);
  expect([status, headers.get("location"), headers.get("access-control-allow-origin")]).toEqual([
    303,
    "https://shop.example/thanks",
    APP,
  ]);
});

test("[F24] the answer of a fetch is sent, its headers and its body", async () => {
  await using world = await shop(async () => await fetch("data:text/html;charset=utf-8,<h1>Mine"));
  const response = await comeBack(world);
  expect([response.headers.get("content-type"), await response.text()]).toEqual([
    "text/html;charset=utf-8",
    "<h1>Mine",
  ]);
});

test.each<[body: string, status: number, headers: Record<string, string>]>([
  ["mine", 200, { "content-type": "text/plain" }],
  ["", 302, { location: "/thanks" }],
  ["", 204, {}],
])("[F24] a Response of another class (%j, %i) is sent", async (body, status, headers) => {
  await using world = await shop(() => new ForeignResponse(body, status, headers));
  const response = await comeBack(world);
  expect([response.status, await response.text(), response.headers.get("location")]).toEqual([
    status,
    body,
    headers["location"] ?? null,
  ]);
  expect(response.headers.get("access-control-allow-origin")).toBe(APP);
});

test.each<[what: string, render: (...args: never) => unknown]>([
  ["returns nothing", () => undefined],
  ["returns null", () => null],
  ["returns text", () => "<h1>Mine</h1>"],
  ["returns an object", () => ({ status: 200, body: "mine" })],
  ["returns Response.error()", () => Response.error()],
  ["returns a status that no answer has", () => new ForeignResponse("", 99, {})],
  [
    "returns a body that was read",
    async () => {
      const read = new Response("mine");
      await read.text();
      return read;
    },
  ],
  [
    "throws",
    () => {
      throw new Error("ada@shop.example has no page");
    },
  ],
  ["throws nothing at all", () => Promise.reject(undefined)],
  ["rejects late", async () => await Promise.reject(new Error("ada@shop.example"))],
])(
  "[F24] a `render` that %s is replaced by the built-in page, and logged once",
  async (_, render) => {
    await using world = await shop(render);
    for (let visit = 0; visit < 2; visit += 1) {
      const response = await comeBack(world);
      const html = await response.text();
      expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([
        200,
        APP,
      ]);
      expect(html).toContain("<h1>Nothing has been paid</h1>");
      expect(html).not.toContain("ada@");
    }
    expect(world.log.filter((line) => line.includes("`result_page.render`"))).toHaveLength(1);
    expect(world.log.join()).not.toContain("ada@");
    expect((await world.payment.check()).findings).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining("`result_page.render`") }),
    );
  },
);

test("[F24] a `render` that takes for ever is replaced by the built-in page", async () => {
  await using world = await shop(async () => await new Promise(() => undefined));
  expect(await (await comeBack(world)).text()).toContain("<h1>Nothing has been paid</h1>");
  expect(world.log.join()).toContain("`result_page.render`");
});

test("[F24] an unknown link shows the built-in 404 if `render` fails", async () => {
  await using world = await shop(() => undefined);
  const response = await world.send("GET", "/redirect/success?ref=ref_AAAAAAAAAAAAAAAAAAAAAA");
  expect([response.status, response.headers.get("content-type")]).toEqual([
    404,
    "text/html; charset=utf-8",
  ]);
});
