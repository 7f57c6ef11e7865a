import { describe, expect, test } from "vitest";
import { expectRefusal, expectUntouched } from "../../test/refusals.ts";
import { createWorld, STORAGES } from "../../test/world.ts";

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(["/checkout/create", "/payments/release", "/events/replay", "/reconcile"])(
    "POST %s",
    (path) => {
      test.each([
        "{",
        "not json",
        "{'topup_id':'tu_1'}",
        '{"topup_id":"tu_1",}',
        "\u0000",
        "undefined",
        "\uFEFF\uFEFF{}",
      ])("a body %j that is no JSON is 400", async (body) => {
        await using world = await createWorld({ storage });
        await expectRefusal(
          await world.send("POST", path, { as: "admin", body }),
          400,
          "invalid_json",
          "The body must be JSON.",
        );
        await expectUntouched(world);
      });

      test.each(["[]", "null", "1", '"tu_1"', "true"])(
        "a body %j that is no object is 400",
        async (body) => {
          await using world = await createWorld({ storage });
          const response = await world.send("POST", path, { as: "admin", body });
          expect([response.status, await response.json()]).toEqual([
            400,
            expect.objectContaining({
              code: "invalid_request",
              error: expect.stringMatching(/^The body (must be an object|has a wrong or missing)/),
            }),
          ]);
          await expectUntouched(world);
        },
      );
    },
  );

  test.each([
    ["/checkout/create", {}, "topup_id"],
    ["/checkout/create", { topup_id: 7 }, "topup_id"],
    ["/checkout/create", { topup_id: null }, "topup_id"],
    ["/checkout/create", { topup_id: ["tu_1"] }, "topup_id"],
    ["/checkout/create", { topup_id: { $ne: null } }, "topup_id"],
    ["/checkout/create", { topup_id: "" }, "topup_id"],
    ["/checkout/create", { topup_id: "t".repeat(501) }, "topup_id"],
    ["/checkout/create", { topup_id: "tu_1", method_id: 1 }, "method_id"],
    ["/checkout/create", { topup_id: "tu_1", provider: {} }, "provider"],
    ["/checkout/create", { topup_id: "tu_1", return_to: 1 }, "return_to"],
    ["/checkout/create", { topup_id: "tu_1", return_to: ["/a"] }, "return_to"],
    ["/payments/release", { decision: "credit" }, "payment_id"],
    ["/payments/release", { payment_id: 1, decision: "credit" }, "payment_id"],
    ["/payments/release", { payment_id: "pmt_1" }, "decision"],
    ["/payments/release", { payment_id: "pmt_1", decision: "credit" }, "note"],
    ["/payments/release", { payment_id: "pmt_1", decision: "credit", note: "  " }, "note"],
    [
      "/payments/release",
      {
        payment_id: "pmt_1",
        decision: "credit",
        note: "seen",
        topup: { usd_cents: 1.5, credits: 1, user_id: "ada" },
      },
      "topup.usd_cents",
    ],
    [
      "/payments/release",
      {
        payment_id: "pmt_1",
        decision: "credit",
        note: "seen",
        topup: { usd_cents: 1, credits: 1 },
      },
      "topup.user_id",
    ],
    [
      "/payments/release",
      { payment_id: "pmt_1", decision: "credit", note: "seen", topup: null },
      "topup",
    ],
    ["/payments/release", { payment_id: "pmt_1", decision: "pay" }, "decision"],
    ["/payments/release", { payment_id: "pmt_1", decision: "credit", note: 1 }, "note"],
    [
      "/payments/release",
      { payment_id: "pmt_1", decision: "credit", note: "n".repeat(501) },
      "note",
    ],
    ["/events/replay", {}, "event_id"],
    ["/events/replay", { event_id: ["dodo:1"] }, "event_id"],
    ["/reconcile", { limit: "10" }, "limit"],
    ["/reconcile", { limit: 1_001 }, "limit"],
    ["/reconcile", { limit: -1 }, "limit"],
    ["/reconcile", { older_than: 1.5 }, "older_than"],
    ["/reconcile", { older_than: 2 ** 53 }, "older_than"],
  ])("POST %s with %j is 400 and names the field", async (path, body, field) => {
    await using world = await createWorld({ storage });
    await expectRefusal(
      await world.send("POST", path, { as: "admin", body }),
      400,
      "invalid_request",
      `The body has a wrong or missing \`${field}\`.`,
    );
    await expectUntouched(world);
  });
});
