// Runs the shop as its owner has it: copied out of the workspace, on the packed packages, which are
// installed without scripts.
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { testInstalled } from "@x/example-installed/test-installed";
import { copyOut } from "@x/example-installed/project";
import { createBuyer } from "@x/example-shared/browser";
import { testMount } from "@x/example-shared/mount-suite";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { Server } from "@x/example-shared/server";
import { buildShop, startShop } from "./start.ts";

const folder = mkdtempSync(join(tmpdir(), "next-"));
const untouched = join(folder, "untouched.sqlite");

const project = copyOut("next");
const startCopy = async (variables: Readonly<Record<string, string>>): Promise<Server> =>
  await startShop(variables, project.folder);

beforeAll(async () => await buildShop({ DATABASE: untouched }, project.folder));
afterAll(() => {
  project.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Returns the element of a pack as the server renders it. */
async function elementOf(shop_url: string, pack: string): Promise<string> {
  const page = await fetch(shop_url, { headers: { cookie: "user=ada" } });
  return (
    new RegExp(`<dodo-topup-button[^>]* id="pack-${pack}".*?</dodo-topup-button>`).exec(
      await page.text(),
    )?.[0] ?? ""
  );
}

/**
 * Submits the form inside the element, as a browser without JavaScript does, with `pack` instead of
 * the button's own.
 */
async function submit(
  shop_url: string,
  { origin = shop_url, pack = "small" } = {},
): Promise<Response> {
  const [, action = ""] = /name="(\$ACTION_ID_\w+)"/.exec(await elementOf(shop_url, "small")) ?? [];
  const body = new FormData();
  body.set(action, "");
  body.set("pack", pack);
  return await fetch(shop_url, {
    method: "POST",
    headers: { cookie: "user=ada", origin },
    body,
    redirect: "manual",
  });
}

testMount("the shop in Next", startCopy, (mounted) => {
  testInstalled(project.folder);

  test("the element is in the page as the server sends it, with a form that needs no JavaScript", async () => {
    const element = await elementOf(mounted().shop_url, "medium");
    expect(element).toContain('label="2,200 credits for $20"');
    expect(element).toMatch(
      /<form[^>]* method="POST".*<button[^>]* value="medium"[^>]*>2,200 credits for \$20<\/button><\/form>/,
    );
  });

  test("[B11] its server action opens the checkout, and the payment is credited", async () => {
    const { dodo, shop_url } = mounted();
    const buyer = createBuyer(shop_url, "ada");
    const before = await buyer.balance();
    const answer = await submit(shop_url);
    expect([answer.status, new URL(answer.headers.get("location") ?? "").origin]).toEqual([
      303,
      dodo.url,
    ]);
    await buyer.waitFor(
      await buyer.press(answer.headers.get("location") ?? "", "succeeded"),
      "paid",
    );
    expect((await buyer.balance()) - before).toBe(500);
  });

  test.each([
    { origin: "https://elsewhere.example" },
    { pack: "enormous" },
    { pack: "constructor" },
  ])("its server action opens nothing for %j", async (wrong) => {
    const { dodo, shop_url } = mounted();
    // Other payments are polled at any time.
    const opened = (): number =>
      dodo.requests.filter(({ method, path }) => method === "POST" && path === "/checkouts").length;
    const before = opened();
    const answer = await submit(shop_url, wrong);
    expect([answer.status, answer.headers.get("location"), opened()]).toEqual([500, null, before]);
  });

  test("a preflight is answered by the payment routes, not by Next", async () => {
    const answer = await fetch(`${mounted().shop_url}/v1/payment/methods`, {
      method: "OPTIONS",
      headers: { origin: "https://elsewhere.example" },
    });
    expect([answer.status, answer.headers.get("vary")]).toEqual([
      204,
      expect.stringContaining("Origin"),
    ]);
  });

  test("a visitor who is not signed in is asked to sign in, and then is signed in", async () => {
    const { shop_url } = mounted();
    const page = await (await fetch(shop_url)).text();
    const body = new FormData();
    body.set(/name="(\$ACTION_ID_\w+)"/.exec(page)?.[1] ?? "", "");
    const answer = await fetch(shop_url, {
      method: "POST",
      headers: { origin: shop_url },
      body,
      redirect: "manual",
    });
    expect([
      answer.status,
      answer.headers.get("location"),
      answer.headers.get("set-cookie"),
    ]).toEqual([303, "/", expect.stringContaining("user=ada; Path=/")]);
  });

  test("without its variables the server prints what is missing, and its form says that nothing was paid", async () => {
    const shop = await startCopy({ DATABASE: join(folder, "missing.sqlite") });
    onTestFinished(async () => void (await shop.stop()));
    for (const name of ["DODO_PAYMENTS_API_KEY", "DODO_PRODUCT_ID"])
      expect(shop.printed?.()).toContain(`${name} is not set: nobody can pay.`);
    const answer = await submit(shop.url);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/no-checkout"]);
    expect(await (await fetch(`${shop.url}/no-checkout`)).text()).toContain("Nothing was paid.");
    expect(shop.printed?.()).toContain(
      "This payment method is not configured: set its API key and its product.",
    );
  });

  test("[F21] behind a proxy and without base_url, a checkout names the missing option", async () => {
    const missing = { DOWNCITY_CITY_BASE_URL: undefined as unknown as string };
    const shop = await startCopy({
      ...mounted().dodo.env,
      ...missing,
      DATABASE: join(folder, "proxied.sqlite"),
    });
    onTestFinished(async () => void (await shop.stop()));
    // `fetch` cannot set `Host`, which is what a proxy passes on.
    const sent = request(`${shop.url}/v1/payment/checkout/create`, {
      method: "POST",
      headers: {
        host: "shop.example",
        origin: "https://shop.example",
        cookie: "user=ada",
        "content-type": "application/json",
      },
    });
    sent.end(JSON.stringify({ topup_id: "tu_1", method_id: "dodo" }));
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    expect([answer.statusCode, await json(answer)]).toEqual([
      500,
      expect.objectContaining({
        code: "configuration",
        error: expect.stringContaining("set `base_url`"),
      }),
    ]);
  });

  test("a variable with an invalid value stops the server with a sentence that says the fix", async () => {
    const started = startCopy({
      ...mounted().dodo.env,
      DODO_ENVIRONMENT: "production",
      DATABASE: join(folder, "wrong.sqlite"),
    });
    onTestFinished(
      async () =>
        void (await started.then(
          async (shop) => await shop.stop(),
          () => null,
        )),
    );
    await expect(started).rejects.toThrow("DODO_ENVIRONMENT must be `test_mode` or `live_mode`");
  });
});

test("the build needs no database and no keys", () => {
  expect(existsSync(untouched)).toBe(false);
});

test("a module that `next dev` runs again finds its database open", async () => {
  process.env["DATABASE"] = join(folder, "dev.sqlite");
  const before = await import("./database.ts");
  vi.resetModules();
  const after = await import("./database.ts");
  expect(after).not.toBe(before);
  expect(after.storage).toBe(before.storage);
  expect(after.shop()).toBe(before.shop());
  before.shop().db.close();
});
