import { describe, expect, test } from "vitest";
import { around } from "../../test/faults.ts";
import { MINUTE, open, stuckCrediting } from "../../test/scenes.ts";
import { createWorld, STORAGES, type World } from "../../test/world.ts";
import type { Change } from "../core/storage-records.ts";
import type { PaymentService } from "../index.ts";

interface Shown {
  title: string | undefined;
  refresh: string | null;
  turns: boolean;
  html: string;
}

/** Returns what a browser shows at an address. */
async function show(world: World, url: string): Promise<Shown> {
  const response = await world.send("GET", url, { headers: { accept: "text/html" } });
  expect(response.status).toBe(200);
  const html = await response.text();
  return {
    title: /<h1>(.*)<\/h1>/.exec(html)?.[1],
    refresh: response.headers.get("refresh"),
    turns: html.includes('class="ring"'),
    html,
  };
}

/** Returns the fields of the JSON answer that a client tells the states apart by. */
async function poll(
  world: World,
  url: string,
  service: PaymentService = world.payment,
): Promise<unknown> {
  const headers = { accept: "application/json" };
  const answer: unknown = await (await world.send("GET", url, { headers, service })).json();
  return [Reflect.get(Object(answer), "status"), Reflect.get(Object(answer), "stage")];
}

describe.each(STORAGES)("on %s", (storage) => {
  test.each(["success", "cancel"])(
    "[F44] a buyer who leaves the checkout and comes to the %s page is told that nothing has been paid",
    async (page) => {
      await using world = await createWorld({ storage });
      const { topup_id } = world.host.addTopup();
      const { status_url } = await world.create(topup_id, { return_to: "/wallet" });
      const shown = await show(world, status_url.replace("/success", `/${page}`));
      expect(shown).toMatchObject({
        title: "Nothing has been paid",
        refresh: null,
        turns: false,
      });
      expect(shown.html).toContain('<a class="main" href="http://localhost:3000/wallet"');
      expect(shown.html).toMatch(/\/redirect\/success\?ref=ref_[\w-]{22}">Check again<\/a>/);
      expect(shown.html).not.toMatch(/pmt_|do not pay again/);
      expect(await poll(world, status_url)).toEqual(["pending", "unpaid"]);
    },
  );

  test("[F44] a bank debit that takes days is told apart: no ring, no reload, do not pay again", async () => {
    await using world = await createWorld({ storage });
    const { checkout, session_id } = await open(world);
    await world.dodo.pay(session_id, { result: "processing" });
    for (const page of ["success", "cancel"]) {
      const shown = await show(world, checkout.status_url.replace("/success", `/${page}`));
      expect(shown).toMatchObject({
        title: "Your bank is working on it",
        refresh: null,
        turns: false,
      });
      expect(shown.html).toContain("Please do not pay again.");
    }
    expect((await show(world, checkout.status_url)).html).toContain("<bdi>November 23</bdi>");
    expect(await poll(world, checkout.status_url)).toEqual(["pending", "bank"]);
  });

  test("[F44] money that was not asked about is being confirmed, and only that turns and reloads", async () => {
    await using world = await createWorld({ storage });
    const { checkout, session_id } = await open(world);
    await world.dodo.pay(session_id, { silent: true });
    world.dodo.faults.api.fail = { status: 500 };
    expect(await show(world, checkout.status_url)).toMatchObject({
      title: "Confirming your payment",
      refresh: expect.stringMatching(/^2; /),
      turns: true,
    });
    expect(await poll(world, checkout.status_url)).toEqual(["pending", "confirming"]);
    world.clock.advance(6 * MINUTE);
    const slow = await show(world, checkout.status_url);
    expect(slow).toMatchObject({ refresh: expect.stringMatching(/^10; /), turns: false });
    expect(slow.html).toContain("This takes longer than usual.");
    world.clock.advance(60 * MINUTE);
    expect(await show(world, checkout.status_url)).toMatchObject({ refresh: null, turns: false });
  });

  test("[F44] an answer from before the buyer came back does not say that nothing has been paid", async () => {
    await using world = await createWorld({ storage });
    const { checkout, session_id } = await open(world);
    expect(await poll(world, checkout.status_url)).toEqual(["pending", "unpaid"]);
    world.clock.advance(1_000);
    await world.dodo.pay(session_id, { silent: true });
    expect(await show(world, checkout.status_url)).toMatchObject({
      title: "Confirming your payment",
      refresh: expect.stringMatching(/^2; /),
    });
    world.clock.advance(4_000);
    expect(await show(world, checkout.status_url)).toMatchObject({ title: "Paid" });
  });

  test("[F44] an answer that could not be stored beside another write does not say that nothing has been paid", async () => {
    await using world = await createWorld({ storage });
    const { checkout } = await open(world);
    world.dodo.faults.api.transform = async (path, body) =>
      path.startsWith("/checkouts/")
        ? { ...Object(body), payment_id: null, payment_status: "processing" }
        : body;
    let raced = false;
    const racing = around(world.storage, async (verb, run, [change]) => {
      if (verb === "changePayment" && !raced) {
        raced = true;
        const { next, audit, ...others } = change as Change;
        await world.storage.changePayment({
          ...others,
          next: { ...next, provider_status: null, return_to: "/wallet", write_id: "other" },
          audit: { ...audit, action: "return_to", changes: {} },
        });
      }
      return await run();
    });
    const { status_url } = checkout;
    const service = world.secondService({ storage: racing });
    expect(await poll(world, status_url, service)).toEqual(["pending", "confirming"]);
    expect(raced).toBe(true);
    world.clock.advance(4_000);
    expect(await poll(world, status_url)).toEqual(["pending", "confirming"]);
    expect(await world.storage.readPayment(checkout.payment_id)).toMatchObject({
      provider_status: "unknown",
    });
  });

  test("[F44] a status that nobody knows is being confirmed", async () => {
    await using world = await createWorld({ storage });
    const { checkout, session_id } = await open(world);
    await world.dodo.pay(session_id, {
      silent: true,
      overrides: { status: "in_review" },
    });
    expect(await poll(world, checkout.status_url)).toEqual(["pending", "confirming"]);
  });

  test("[F44] money that the host has not taken yet has a clock and nothing that turns", async () => {
    await using world = await createWorld({ storage });
    const { checkout } = await stuckCrediting(world);
    world.host.before = () => Promise.reject(new Error("down"));
    expect(await show(world, checkout.status_url)).toMatchObject({
      title: "Almost there",
      refresh: expect.stringMatching(/^2; /),
      turns: false,
    });
  });

  test("[F44] the page of an unpaid checkout shows the payment that another one has on its way", async () => {
    await using world = await createWorld({ storage });
    const topup = world.host.addTopup();
    const first = await world.create(topup.topup_id);
    world.host.topups.set(topup.topup_id, { ...topup, usd_cents: 4_000 });
    const second = await world.create(topup.topup_id);
    expect(second.checkout_url).not.toBe(first.checkout_url);
    world.clock.advance(MINUTE);
    expect(await poll(world, first.status_url)).toEqual(["pending", "unpaid"]);
    const paid = await world.dodo.pay(second.provider_session_id, { result: "processing" });
    await world.dodo.deliver();
    world.clock.advance(MINUTE);
    expect(await poll(world, first.status_url)).toEqual(["pending", "bank"]);
    world.host.topups.set(topup.topup_id, { ...topup, usd_cents: 3_000 });
    await world.dodo.finish(paid.payment_id, "succeeded");
    await world.dodo.deliver();
    world.clock.advance(MINUTE);
    expect(await poll(world, first.status_url)).toEqual(["held", "held"]);
  });
});

describe("the language of the page that created the checkout", () => {
  test("is that of the result page, whatever the browser asks for", async () => {
    await using world = await createWorld();
    const { provider_session_id } = await world.create(world.host.addTopup().topup_id, {
      language: "de-AT",
    });
    const { return_url, cancel_url } = sent(world);
    expect([return_url, cancel_url].map((url) => new URL(url).search)).toEqual([
      expect.stringMatching(/^\?ref=ref_[\w-]{22}&lang=de$/),
      expect.stringMatching(/^\?ref=ref_[\w-]{22}&lang=de$/),
    ]);
    await world.dodo.pay(provider_session_id);
    const left = await world.send("GET", `${return_url}&payment_id=pay_1&status=succeeded`);
    expect([left.status, left.headers.get("location")]).toEqual([
      303,
      return_url.slice("http://localhost:3000".length),
    ]);
    for (const url of [return_url, cancel_url])
      expect((await show(world, url)).html).toContain('<html lang="de" dir="ltr">');
  });

  test.each([
    ["none", undefined],
    ["one that has no texts", "nl"],
    ["no language at all", '"><script>'],
  ])("does not stand in the address if it is %s", async (_, language) => {
    await using world = await createWorld();
    await world.create(world.host.addTopup().topup_id, language === undefined ? {} : { language });
    expect(new URL(sent(world).return_url).search).toMatch(/^\?ref=ref_[\w-]{22}$/);
  });

  test("does not stand in the address if the browser asks for it anyway", async () => {
    await using world = await createWorld();
    await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id: world.host.addTopup().topup_id, language: "fr" },
      headers: { "accept-language": "fr-CH, en;q=0.5" },
    });
    expect(new URL(sent(world).return_url).search).toMatch(/^\?ref=ref_[\w-]{22}$/);
  });

  test.each(["xx", "<b>", "de&x=1", "constructor", ""])(
    "is never taken from an address that says %j",
    async (lang) => {
      await using world = await createWorld();
      const { status_url } = await world.create(world.host.addTopup().topup_id);
      const response = await world.send("GET", `${status_url}&lang=${lang}`);
      expect(response.status).toBe(303);
      expect(response.headers.get("location")).toMatch(/\?ref=ref_[\w-]{22}(&lang=de)?$/);
    },
  );

  test.each([7, {}, "x".repeat(101)])("is refused if it is %j", async (language) => {
    await using world = await createWorld();
    const response = await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id: world.host.addTopup().topup_id, language },
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({
        code: "invalid_request",
        error: expect.stringContaining("language"),
      }),
    ]);
  });
});

/** Returns the addresses that Dodo was sent for the last checkout. */
function sent(world: World): { return_url: string; cancel_url: string } {
  const create = world.dodo.requests.findLast(({ path }) => path === "/checkouts");
  const of = (name: string): string => String(Reflect.get(Object(create?.body), name));
  return { return_url: of("return_url"), cancel_url: of("cancel_url") };
}
