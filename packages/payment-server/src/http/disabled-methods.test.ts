import { describe, expect, test } from "vitest";
import { expectRefusal } from "../../test/refusals.ts";
import { createWorld, STORAGES } from "../../test/world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each([
    ["neither key nor product", { api_key: "", product_id: "" }],
    ["no key", { api_key: " ", product_id: "pdt_topup" }],
    ["no product", { api_key: "dodo_test_emulator", product_id: "" }],
  ])(
    "with %s the method is listed as disabled, a create is 400, and check() reports what is missing",
    async (_, configured) => {
      await using world = await createWorld({ storage, provider: configured });
      const { topup_id } = world.host.addTopup();
      const methods = (await (await world.send("GET", "/methods")).json()) as { items: unknown[] };
      expect(methods.items).toEqual([
        expect.objectContaining({ id: "dodo", enabled: false, reason: "not_configured" }),
      ]);
      const response = await world.send("POST", "/checkout/create", {
        as: "user:ada",
        body: { topup_id },
      });
      await expectRefusal(
        response,
        400,
        "method_disabled",
        "This payment method is not configured: set its API key and its product.",
      );
      expect([world.dodo.requests, await world.payments(topup_id)]).toEqual([[], []]);
      // Once when the service is constructed, and once when a buyer meets it.
      expect(world.log).toEqual([
        expect.stringMatching(/^a required variable is not set: nobody can pay/),
        expect.stringMatching(/^This payment method is not configured: .+"request_id":"req_/),
      ]);
      const { ok, findings } = await world.payment.check();
      const missing = [
        ...(configured.api_key.trim() === "" ? ["api_key_missing"] : []),
        ...(configured.product_id === "" ? ["product_missing"] : []),
      ];
      expect([
        ok,
        findings.filter(({ level }) => level === "error").map(({ code }) => code),
      ]).toEqual([false, ["method_disabled", ...missing]]);
    },
  );

  test("with both, the method is listed as enabled and without a reason", async () => {
    await using world = await createWorld({ storage });
    expect(await (await world.send("GET", "/methods")).json()).toEqual({
      items: [
        {
          id: "dodo",
          type: "checkout",
          enabled: true,
          label: "Dodo Payments",
          service: "payment",
          action: "checkout/create",
          requires_user: true,
          currency: "usd",
          test_mode: true,
        },
      ],
    });
  });
});
