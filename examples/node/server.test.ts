import { readFileSync } from "node:fs";
import { get } from "node:http";
import { testMount } from "@x/example-shared/mount-suite";
import { testStartupErrors } from "@x/example-shared/startup-error-suite";
import { expect, test } from "vitest";
import { shopCommand } from "./start.ts";

testMount("the shop over node:http", shopCommand, (mounted) => {
  test("the button and its languages are served as the package ships them", async () => {
    const button = await fetch(`${mounted().shop_url}/dodo-topup-button.js`);
    expect(button.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    const code = await button.text();
    expect(code).toBe(
      readFileSync(
        new URL("../../packages/payment-client/dist/cdn/dodo-topup-button.js", import.meta.url),
        "utf8",
      ),
    );
    const words = code.match(/words\/[\w-]+\.js/g) ?? [];
    expect(words.length).toBeGreaterThan(0);
    for (const path of words)
      expect([path, (await fetch(`${mounted().shop_url}/${path}`)).status]).toEqual([path, 200]);
  });

  test("another site's page makes no topup", async () => {
    const make = async (origin: string): Promise<number> =>
      (
        await fetch(`${mounted().shop_url}/topups`, {
          method: "POST",
          headers: { cookie: "user=ada", origin },
          body: '{"pack":"small"}',
        })
      ).status;
    expect(await make("https://elsewhere.example")).toBe(403);
    expect(await make("null")).toBe(403);
    expect(await make(mounted().shop_url)).toBe(200);
  });

  test.each([
    "/shop.ts",
    "/page.html",
    "/words",
    "/words/",
    "/words/../../package.json",
    "/words/..%2f..%2f..%2fpackage.json",
    "//page.css",
  ])("no other path reaches a file: %s", async (path) => {
    // The path is sent over a raw socket, since `fetch` would normalize it.
    const status = await new Promise((resolve) =>
      get({ host: "127.0.0.1", port: new URL(mounted().shop_url).port, path }, (answer) =>
        resolve(answer.resume().statusCode),
      ),
    );
    expect(status).toBe(404);
  });

  testStartupErrors(mounted, shopCommand);
});
