/** Anyone may send an unsigned delivery; an id that no column can store counts as none. */
import { describe, expect, test } from "vitest";
import { createWorld, STORAGES } from "../world.ts";

const ODD = {
  "a NUL": "pay_\u0000x",
  "half a character": "pay_\ud800",
  "a line break": "pay_\nx",
  "201 characters": "x".repeat(201),
  nothing: "",
};

describe.each(STORAGES)("on %s", (storage) => {
  test.each(Object.entries(ODD))(
    "[V12] an unsigned delivery whose ids contain %s is answered 200 and makes no request",
    async (_, id) => {
      await using world = await createWorld({ storage, signed: false });
      const before = world.dodo.requests.length;
      for (const type of [
        "payment.succeeded",
        "payment.failed",
        "refund.succeeded",
        "dispute.opened",
      ]) {
        const response = await world.deliver({
          type,
          data: { payment_id: id, checkout_session_id: id },
        });
        expect([type, response.status]).toEqual([type, 200]);
      }
      expect(world.dodo.requests.length).toBe(before);
    },
  );

  test("[V08] a signed delivery with such ids is decided as one that names nothing", async () => {
    await using world = await createWorld({ storage });
    for (const [index, id] of Object.values(ODD).entries()) {
      const response = await world.deliver(
        { type: "payment.succeeded", data: { payment_id: id, checkout_session_id: id } },
        { webhook_id: `msg_${index}` },
      );
      expect([response.status, await response.json()]).toEqual([
        200,
        expect.objectContaining({ sync_status: "ignored" }),
      ]);
    }
  });
});
