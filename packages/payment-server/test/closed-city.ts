/** A Federation in which a variable of the payment service is wrong. */
import { expect } from "vitest";
import { ROUTES } from "../src/http/routes.ts";
import type { City } from "./city.ts";

/** A signing key that is refused. No answer and no log line may repeat it. */
export const SECRET = "whsec_dGhpcyBpcyBhIHNlY3JldA";

/**
 * The routes that a wrong variable does not close: `methods` says why, `check` lists it, and the
 * document does not depend on it.
 */
const OPEN: ReadonlySet<string> = new Set(["methods", "check", "openapi"]);

/** Every route that a wrong variable closes, with somebody who may call it. */
const CLOSED = Object.entries(ROUTES)
  .filter(([name]) => !OPEN.has(name))
  .map(([, { methods, path, who }]) => {
    const caller = { anyone: null, user: "ada", admin: "admin" }[who];
    return [methods.includes("POST") ? "POST" : "GET", path, caller] as const;
  });

/**
 * Expects 503 with the sentence from every route but `methods`, and that the rest of the Federation
 * works.
 */
export async function expectClosed(city: City, sentence: string): Promise<void> {
  for (const [method, path, as] of CLOSED) {
    const answer = await city.send(method, path, {
      as,
      ...(method === "POST" ? { body: {} } : {}),
    });
    expect([path, answer.status, answer.headers.get("retry-after"), await answer.json()]).toEqual([
      path,
      503,
      "5",
      {
        code: "configuration",
        error: expect.stringContaining(sentence),
        request_id: expect.any(String),
      },
    ]);
  }
  const [status, methods] = await city.json("GET", "/methods");
  expect([status, methods]).toEqual([
    200,
    {
      items: [
        {
          id: "dodo",
          type: "checkout",
          service: "payment",
          action: "checkout/create",
          requires_user: true,
          enabled: false,
          label: "Dodo Payments",
          currency: "usd",
          reason: expect.stringContaining(sentence),
        },
      ],
    },
  ]);
  const [checked, inspection] = await city.json("GET", "/check", { as: "admin" });
  expect([checked, inspection]).toMatchObject([
    200,
    {
      ok: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ level: "error", message: expect.stringContaining(sentence) }),
      ]),
    },
  ]);
  expect(JSON.stringify([methods, inspection])).not.toContain(SECRET);
  expect([(await city.base.health()).ok, await city.json("GET", "/v1/weather/today")]).toEqual([
    true,
    [200, { sun: true }],
  ]);
}

/** Expects that a topup can be bought. */
export async function expectOpen(city: City): Promise<void> {
  expect(await city.json("GET", "/methods")).toMatchObject([
    200,
    { items: [{ id: "dodo", enabled: true }] },
  ]);
  await city.create(city.world.host.addTopup().topup_id);
}
