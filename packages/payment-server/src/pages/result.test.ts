import { describe, expect, test } from "vitest";
import { pageOf, STATES, type StoredState } from "../../test/result-page.ts";
import { createWorld } from "../../test/world.ts";
import { CATALOGUE } from "./words/catalogue.ts";

describe.each(Object.entries(CATALOGUE))("in %s", (language, words) => {
  test("every state shows what is stored, in the language and direction of the visitor", async () => {
    await using world = await createWorld();
    for (const state of STATES) {
      const html = await (
        await pageOf(world, state, { "accept-language": `xx, ${language}-XX;q=0.9, en;q=0.1` })
      ).text();
      expect(html).toContain(`<html lang="${language}" dir="${words.direction}">`);
      expect(html).toContain(`<h1>${words.states[state].title}</h1>`);
      expect(html).toContain(words.test);
      const others = STATES.filter(
        (other) => words.states[other].title !== words.states[state].title,
      );
      for (const other of others)
        expect(html).not.toContain(`<h1>${words.states[other].title}</h1>`);
    }
  });

  test("no text is missing, and only the paid state says that the balance has it", () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(CATALOGUE.en).sort());
    for (const [state, { title, text }] of Object.entries(words.states)) {
      expect(title.trim()).not.toBe("");
      expect(text.trim().length).toBeGreaterThan(5);
      if (state !== "paid") expect(text).not.toBe(words.states.paid.text);
    }
  });
});

test("only a state that ends in a moment reloads; a paid page leads on to return_to", async () => {
  await using world = await createWorld();
  const refresh = async (state: StoredState): Promise<string | null> =>
    (await pageOf(world, state)).headers.get("refresh");
  expect(await refresh("crediting")).toMatch(/^2; url=.*\/redirect\/success\?ref=.*&look=2$/);
  expect(await refresh("paid")).toBe("10; url=http://localhost:3000/wallet");
  for (const state of ["bank", "failed", "canceled", "expired", "held", "dismissed"] as const)
    expect([state, await refresh(state)]).toEqual([state, null]);
});

test("the way back of a paid page is announced, and a link stops it", async () => {
  await using world = await createWorld();
  const response = await pageOf(world, "paid");
  const html = await response.text();
  expect(html).toContain("You go back in <bdi>10</bdi> seconds.");
  const stay = /<a href="([^"]+)">Stay here<\/a>/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const stays = await world.send("GET", new URL(stay, "http://localhost:3000").href);
  expect([stays.status, stays.headers.get("refresh")]).toEqual([200, null]);
  const rest = await stays.text();
  expect(rest).toContain("<h1>Paid</h1>");
  expect(rest).toContain('href="http://localhost:3000/wallet"');
  expect(rest).not.toMatch(/You go back|Stay here/);
});

test("a paid page says how many credits there are, and links to the receipt", async () => {
  await using world = await createWorld();
  const { topup_id } = world.host.addTopup({ credits: 2_200 });
  const { provider_session_id, status_url } = await world.create(topup_id);
  await world.dodo.pay(provider_session_id);
  const html = await (await world.send("GET", status_url)).text();
  const { invoice_url } = await world.only(topup_id);
  expect(invoice_url).toMatch(/\/invoices\/payments\/pay_/);
  expect(html).toContain("<bdi>2,200</bdi> credits have been added to your balance.");
  expect(html).toContain(`<a class="receipt" href="${invoice_url}"`);
  const asked = await world.send("GET", status_url, { headers: { accept: "application/json" } });
  expect(await asked.json()).toMatchObject({ stage: "paid", invoice_url });
});

test("where money may be on its way, the page asks not to pay again", async () => {
  await using world = await createWorld();
  for (const state of STATES)
    expect([
      state,
      (await (await pageOf(world, state)).text()).includes("do not pay again"),
    ]).toEqual([state, ["bank", "crediting", "held"].includes(state)]);
});

test("a failed page offers another try, a held one does not", async () => {
  await using world = await createWorld();
  expect(await (await pageOf(world, "failed")).text()).toContain(">Go back</a>");
  expect(await (await pageOf(world, "held")).text()).not.toContain(">Go back</a>");
});

test("the link back names the shop", async () => {
  await using world = await createWorld({ service: { result_page: { name: "A&B" } } });
  expect(await (await pageOf(world, "failed")).text()).toContain(
    ">Try again at <bdi>A&amp;B</bdi></a>",
  );
  expect(await (await pageOf(world, "held")).text()).toContain(">Back to <bdi>A&amp;B</bdi></a>");
});
