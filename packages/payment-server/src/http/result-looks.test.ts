/** How often a result page that waits looks at the payment again, and what its looks cost. */
import { describe, expect, test } from "vitest";
import { gate } from "../../test/books.ts";
import { open, stuckCrediting } from "../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";

interface Look {
  title: string | undefined;
  /** The seconds until the next look, and its address; `null` if the page stays. */
  next: { after_s: number; url: string } | null;
}

/** Looks at a page as a browser without JavaScript does. */
async function lookAt(world: World, url: string): Promise<Look> {
  const response = await world.send("GET", url, { headers: { accept: "text/html" } });
  expect(response.status).toBe(200);
  const html = await response.text();
  const [, seconds, path = ""] =
    /^(\d+); url=(.+)$/.exec(response.headers.get("refresh") ?? "") ?? [];
  return {
    title: /<h1>(.*)<\/h1>/.exec(html)?.[1],
    next:
      seconds === undefined
        ? null
        : { after_s: Number(seconds), url: new URL(path, "http://localhost:3000").href },
  };
}

/** Follows the page for some seconds, and returns its pauses and the number of calls to Dodo. */
async function follow(
  world: World,
  status_url: string,
  seconds: number,
  pause_s?: number,
): Promise<{ pauses: number[]; calls: number }> {
  const before = world.dodo.requests.length;
  const pauses: number[] = [];
  let url = status_url;
  for (let waited = 0; waited <= seconds; waited += pauses.at(-1) ?? seconds) {
    const { next } = await lookAt(world, url);
    if (next === null) break;
    if (pause_s === undefined) url = next.url;
    pauses.push(pause_s ?? next.after_s);
    world.clock.advance((pause_s ?? next.after_s) * 1_000);
  }
  return { pauses, calls: world.dodo.requests.length - before };
}

/** Opens a checkout whose payment Dodo reports in a way that decides nothing. */
async function confirming(world: World): Promise<string> {
  const { checkout, session_id } = await open(world);
  await world.dodo.pay(session_id, { silent: true, overrides: { status: "in_review" } });
  return checkout.status_url;
}

/** Makes a payment whose credit the host does not take. */
async function crediting(world: World): Promise<string> {
  const { checkout } = await stuckCrediting(world);
  world.host.before = () => Promise.reject(new Error("down"));
  return checkout.status_url;
}

describe.each(STORAGES)("on %s", (storage) => {
  test("[F44] a buyer who is back before the webhook is told of the credit by the next look", async () => {
    await using world = await createWorld({ storage });
    const { checkout, session_id } = await open(world);
    const host = gate();
    world.host.before = async () => await host.opened;
    await world.dodo.pay(session_id);
    const delivered = world.dodo.deliver();
    await expect.poll(() => world.host.calls.length).toBe(1);
    const first = await lookAt(world, checkout.status_url);
    expect(first).toMatchObject({ title: "Almost there", next: { after_s: 2 } });
    host.open();
    await delivered;
    world.clock.advance(2_000);
    const asked = world.dodo.requests.length;
    expect(await lookAt(world, first.next?.url ?? "")).toMatchObject({ title: "Paid" });
    expect(world.dodo.requests.length).toBe(asked);
  });

  test.each([
    ["confirming", confirming],
    ["crediting", crediting],
  ])("[F44] the page of a payment that is %s looks soon, and then less often", async (_, make) => {
    await using world = await createWorld({ storage });
    const { pauses } = await follow(world, await make(world), 50);
    expect(pauses).toEqual([2, 4, 8, 10, 10, 10, 10]);
  });

  test.each([
    ["confirming", confirming, 4],
    ["crediting", crediting, 10],
  ] as const)(
    "[O04] the looks at a payment that is %s call Dodo no more often than a look every few seconds",
    async (_, make, pause_s) => {
      for (const seconds of [1, 8, 25, 120]) {
        await using world = await createWorld({ storage });
        await using other = await createWorld({ storage });
        const own = await follow(world, await make(world), seconds);
        const even = await follow(other, await make(other), seconds, pause_s);
        expect(own.calls).toBeGreaterThan(0);
        expect([seconds, own.calls]).toEqual([seconds, Math.min(own.calls, even.calls)]);
      }
    },
  );
});

test("the link that checks now does not count as a look, and calls Dodo", async () => {
  await using world = await createWorld();
  const status_url = await crediting(world);
  const { next } = await lookAt(world, status_url);
  world.clock.advance(4_000);
  const page = await (await world.send("GET", next?.url ?? "")).text();
  const check = /<a class="quiet" href="([^"]+)">/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(check).not.toContain("look");
  const asked = world.dodo.requests.length;
  await lookAt(world, new URL(check, "http://localhost:3000").href);
  expect(world.dodo.requests.length).toBeGreaterThan(asked);
});

test("the language stays from look to look", async () => {
  await using world = await createWorld();
  const { next } = await lookAt(world, `${await confirming(world)}&lang=de`);
  expect(new URL(next?.url ?? "").search).toMatch(/^\?ref=ref_[\w-]{22}&lang=de&look=2$/);
});

test.each(["0", "1", "5", "x", "-2", "", "<b>", "1e9"])(
  "a number of a look that is not one of ours is removed from the address: %j",
  async (look) => {
    await using world = await createWorld();
    const { status_url } = await world.create(world.host.addTopup().topup_id);
    const response = await world.send("GET", `${status_url}&look=${encodeURIComponent(look)}`);
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toMatch(/\?ref=ref_[\w-]{22}$/);
  },
);

test("the last look is repeated at the same address, so that it adds no page to the history", async () => {
  await using world = await createWorld();
  const url = `${await confirming(world)}&look=4`;
  expect(await lookAt(world, url)).toMatchObject({ next: { after_s: 10, url } });
});
