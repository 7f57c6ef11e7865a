import { describe, expect, test } from "vitest";
import { createWorld, STORAGES } from "../../test/world.ts";
import type { Topup } from "../index.ts";

describe.each(STORAGES)("on %s", (storage) => {
  test.each([
    ["topup_id", { topup_id: "tu_other" }],
    ["user_id", { user_id: "" }],
    ["credits", { credits: Number.NaN }],
    ["usd_cents", { usd_cents: "5000" }],
    ["status", { status: null }],
  ])("a host whose readTopup() answers with a wrong `%s` is told so in the log, and no page is opened", async (field, wrong) => {
    await using world = await createWorld({ storage });
    const topup = world.host.addTopup();
    // A host without types may return anything.
    world.host.topups.set(topup.topup_id, Object.assign({ ...topup }, wrong as Partial<Topup>));
    const asked = world.dodo.requests.length;
    const response = await world.send("POST", "/checkout/create", { as: "user:ada", body: { topup_id: topup.topup_id } });
    expect([response.status, await response.json()]).toEqual([500, expect.objectContaining({ code: "host_invalid", error: expect.stringContaining(`\`${field}\``) })]);
    expect(world.dodo.requests.length).toBe(asked);
    expect(world.log.join("\n")).toContain("host_invalid");
  });
});
