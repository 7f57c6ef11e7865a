import { expect, test } from "vitest";
import { underpaid } from "../../test/scenes.ts";
import { createWorld } from "../../test/world.ts";
import type { WireAudit } from "../http/audit-records.ts";
import { administrator, readActor } from "./administrator.ts";

test.each(["ada", "admin:ada", "a:b"])("the id %s of an administrator is kept", (admin_id) => {
  expect(readActor(administrator(admin_id))).toEqual({ actor: "admin", admin_id });
});

test.each([undefined, "", "a\0", 7 as never])(
  "without an id that can be stored (%j) an administrator has none",
  (admin_id) => {
    expect(readActor(administrator(admin_id))).toEqual({ actor: "admin", admin_id: null });
  },
);

test("[O05] the audit names the administrator who has released a payment, and nobody else", async () => {
  await using world = await createWorld();
  const { payment_id } = await underpaid(world);
  const body = { payment_id, decision: "dismiss", note: "seen" };
  expect((await world.send("POST", "/payments/release", { as: "admin", body })).status).toBe(200);
  const path = `/payments/audit?payment_id=${payment_id}`;
  const { items } = (await (await world.send("GET", path, { as: "admin" })).json()) as WireAudit;
  expect(items.at(-1)).toMatchObject({ actor: "admin", admin_id: "root", action: "dismiss" });
  expect(items.slice(0, -1).every(({ admin_id }) => admin_id === null)).toBe(true);
});
