/** Return addresses to which something on the way has added its parameters wrongly. */
import { describe, expect, test } from "vitest";
import { createWorld, type World } from "../../test/world.ts";

async function refOf(world: World): Promise<string> {
  const { topup_id } = world.host.addTopup();
  await world.create(topup_id);
  return (await world.only(topup_id)).ref;
}

describe.each(["success", "cancel"])("the %s page", (page) => {
  test.each([
    "?ref=REF?payment_id=pay_1&status=succeeded",
    "?ref=REF%3Fpayment_id=pay_1",
    "?ref=REF/?payment_id=pay_1",
    "?ref=REF&amp;payment_id=pay_1",
    "?ref=REF;status=succeeded",
    "?ref=REF%20",
    "?ref=REF%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "?ref=REF%0d%0aset-cookie:%20evil=1",
    "?ref=REF?ref=ref_AAAAAAAAAAAAAAAAAAAAAA",
    "?ref=REF&ref=ref_AAAAAAAAAAAAAAAAAAAAAA",
    "?payment_id=pay_1?ref=REF",
    "?payment_id=pay_1&amp;ref=REF",
    "??ref=REF",
  ])("[F22] is found at %s", async (query) => {
    await using world = await createWorld();
    const ref = await refOf(world);
    const address = `/redirect/${page}${query.replace("REF", ref)}`;
    const back = await world.send("GET", address, { headers: { accept: "text/html" } });
    expect([back.status, back.headers.get("location"), await back.text()]).toEqual([
      303,
      `/v1/payment/redirect/${page}?ref=${ref}`,
      "",
    ]);
    expect(back.headers.get("set-cookie")).toBeNull();
    const asked = await world.send("GET", address, { headers: { accept: "application/json" } });
    expect([asked.status, await asked.json()]).toMatchObject([200, { status: "pending" }]);
  });

  test.each([
    "?ref=x",
    "?ref=REFx",
    "?ref=xREF",
    "?ref=REF-",
    "?ref=%20REF",
    "?xref=REF",
    "?ref==REF",
    "?REF",
    "?ref=ref_short?payment_id=pay_1",
    "?ref=ref_%3Cscript%3Ealert(1)%3C/script%3E",
  ])("[F22] is not found at %s, of which nothing is shown", async (query) => {
    await using world = await createWorld();
    const ref = await refOf(world);
    const address = `/redirect/${page}${query.replace("REF", ref)}`;
    const html = async (path: string): Promise<[number, string]> => {
      const response = await world.send("GET", path);
      return [response.status, (await response.text()).replaceAll(/nonce="[^"]+"/g, "")];
    };
    expect(await html(address)).toEqual(await html(`/redirect/${page}`));
  });
});
