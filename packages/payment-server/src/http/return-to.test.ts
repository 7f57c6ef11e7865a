import { describe, expect, test } from "vitest";
import { createWorld, STORAGES } from "../../test/world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each([
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:\\\\evil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "\thttps://evil.example",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "blob:http://localhost:3000/1",
    "file:///etc/passwd",
    "http://localhost:3000@evil.example",
    "http://ada@localhost:3000/",
    "http://:x@localhost:3000/",
    "http://localhost:3000.evil.example",
    "http://localhost:3000:80",
    "http://",
    `/${"a".repeat(2_001)}`,
    "/ok\u0000",
  ])("[W12] return_to %j is refused when the checkout is created", async (return_to) => {
    await using world = await createWorld({ storage });
    const { topup_id } = world.host.addTopup();
    const response = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id, return_to },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: "invalid_return_to",
      error: "`return_to` must be an address on one of the server's `return_origins`.",
    });
    expect([world.dodo.requests, await world.payments(topup_id)]).toEqual([[], []]);
  });

  test.each(["https://shop.example:444/", "http://shop.example/", "http://localhost:3000/"])(
    "[W12] return_to %j is not quite our own site, and is refused",
    async (return_to) => {
      await using world = await createWorld({
        storage,
        service: { base_url: "https://shop.example" },
      });
      const { topup_id } = world.host.addTopup();
      const response = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { topup_id, return_to },
      });
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { code: "invalid_return_to" },
      ]);
    },
  );

  test.each(["/account?x=1#top", "account", "http://localhost:3000/", "http://LOCALHOST:3000/a"])(
    "[W12] return_to %j is taken and stays on our own site",
    async (return_to) => {
      await using world = await createWorld({ storage });
      const { topup_id } = world.host.addTopup();
      await world.create(topup_id, { return_to });
      expect(new URL((await world.only(topup_id)).return_to ?? "").origin).toBe(
        "http://localhost:3000",
      );
    },
  );

  test("[F50] [W12] return_origins are taken besides our own site, and no others", async () => {
    await using world = await createWorld({
      storage,
      service: { return_origins: ["https://app.example"] },
    });
    const { topup_id } = world.host.addTopup();
    for (const return_to of [
      "https://app.example.evil.example",
      "https://app.example:444",
      "http://app.example",
    ]) {
      expect(
        (
          await world.send("POST", "/checkout/create", {
            as: "user:ada",
            body: { topup_id, return_to },
          })
        ).status,
        return_to,
      ).toBe(400);
    }
    await world.create(topup_id, { return_to: "https://app.example:443/x" });
    expect((await world.only(topup_id)).return_to).toBe("https://app.example/x");
    for (const [return_to, stored] of [
      ["/account", "http://localhost:3000/account"],
      ["http://localhost:3000/", "http://localhost:3000/"],
    ] as const) {
      const own = world.host.addTopup();
      await world.create(own.topup_id, { return_to });
      expect((await world.only(own.topup_id)).return_to).toBe(stored);
    }
  });
});
