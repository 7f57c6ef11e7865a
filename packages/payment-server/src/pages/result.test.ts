import { describe, expect, test } from "vitest";
import { createWorld, type World } from "../../test/world.ts";
import {
  dodoPaymentProvider,
  PaymentService,
  type PaymentStatus,
  type ResultPageOptions,
  type ResultView,
} from "../index.ts";
import { CATALOGUE } from "./words/catalogue.ts";

const STATES = [
  "bank",
  "crediting",
  "paid",
  "failed",
  "canceled",
  "expired",
  "held",
  "dismissed",
] as const;

/** Returns the page of a stored payment with this state, as a browser receives it. */
async function pageOf(
  world: World,
  state: (typeof STATES)[number],
  headers: Record<string, string> = {},
  return_to = "http://localhost:3000/wallet",
): Promise<Response> {
  const { topup_id } = world.host.addTopup();
  const { payment_id } = await world.create(topup_id, { return_to });
  const before = await world.only(topup_id);
  const status: PaymentStatus = state === "bank" ? "pending" : state;
  const provider_status = state === "bank" ? "processing" : null;
  const version = before.version + 1;
  const next = { ...before, status, provider_status, version, write_id: "wr_test" };
  const audit = {
    payment_id,
    version: next.version,
    at: 0,
    actor: "admin" as const,
    action: "test",
    from_status: null,
    to_status: status,
    event_id: null,
    note: null,
    changes: {},
  };
  await world.storage.changePayment({ next, audit, event: null });
  return await world.send("GET", `/redirect/cancel?ref=${before.ref}`, { headers });
}

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
  const refresh = async (state: (typeof STATES)[number]): Promise<string | null> =>
    (await pageOf(world, state)).headers.get("refresh");
  expect(await refresh("crediting")).toMatch(/^10; url=.*\/redirect\/success\?ref=/);
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

describe("customized", () => {
  const withPage = async (result_page: ResultPageOptions): Promise<World> =>
    await createWorld({ service: { result_page } });

  test("name, logo, accent and texts are shown, and the policy lets in the logo's origin only", async () => {
    await using world = await withPage({
      name: "A&B <shop>",
      logo: "https://cdn.example/logo.svg",
      accent: "#ffd400",
      texts: { en: { paid: { title: "Thank you", text: "Done & dusted." } } },
    });
    const response = await pageOf(world, "paid");
    const html = await response.text();
    expect(html).toContain("A&amp;B &lt;shop&gt;");
    expect(html).toContain(`<img src="https://cdn.example/logo.svg" alt="" height="28">`);
    expect(html).toContain("--accent:#ffd400;--on-accent:#000000");
    expect(html).toContain("<h1>Thank you</h1>");
    expect(html).toContain("Done &amp; dusted.");
    expect(response.headers.get("content-security-policy")).toContain(
      "img-src https://cdn.example;",
    );
  });

  test("text on a dark accent is white", async () => {
    await using world = await withPage({ accent: "#1b1f8a" });
    expect(await (await pageOf(world, "paid")).text()).toContain("--on-accent:#ffffff");
  });

  test("a page of the host's own receives the stored payment and the texts, and nothing of the request", async () => {
    const views: ResultView[] = [];
    await using world = await withPage({
      render: (view) => {
        views.push(view);
        return new Response("mine");
      },
    });
    expect(await (await pageOf(world, "held", { "accept-language": "de" })).text()).toBe("mine");
    expect(
      await (await world.send("GET", "/redirect/success?ref=ref_AAAAAAAAAAAAAAAAAAAAAA")).text(),
    ).toBe("mine");
    expect(
      views.map(({ payment, state, language, refresh_s }) => [
        payment?.status,
        state,
        language,
        refresh_s,
      ]),
    ).toEqual([
      ["held", "held", "de", null],
      [undefined, "not_found", "en", null],
    ]);
  });

  test("[F24] a page of the host's own may be a redirect, whose headers cannot be changed", async () => {
    await using world = await createWorld({
      service: {
        allowed_origins: ["https://app.example"],
        result_page: { render: () => Response.redirect("https://app.example/thanks", 302) },
      },
    });
    const response = await pageOf(world, "paid", { origin: "https://app.example" });
    expect([response.status, response.headers.get("location")]).toEqual([
      302,
      "https://app.example/thanks",
    ]);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example");
  });

  test.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("the template is broken");
      },
    ],
    ["rejects", async () => await Promise.reject(new Error("no template"))],
    ["returns nothing", () => undefined],
    ["returns text", () => "<h1>mine</h1>"],
    [
      "returns a body that was read",
      async () => {
        const response = new Response("mine");
        await response.text();
        return response;
      },
    ],
  ])(
    "[F24] if the host's own page %s, the built-in one is shown and that is logged",
    async (_, render) => {
      await using world = await withPage({ render: render as () => Response });
      const response = await pageOf(world, "paid");
      expect([response.status, await response.text()]).toEqual([
        200,
        expect.stringContaining("<h1>Paid</h1>"),
      ]);
      expect(world.log.join()).toContain("result_page.render() failed");
    },
  );

  test.each([
    [{ texts: { en: { pending: { title: "a", text: "b" } } } }, "`pending` is not an option"],
    [{ texts: { english: {} } }, "`english` is not an option"],
    [{ texts: { en: { paid: { title: "Paid" } } } }, "result_page.texts.en.paid"],
    [{ texts: { en: { paid: null } } }, "result_page.texts.en.paid"],
  ])("the texts %j refuse to construct", async (result_page, message) => {
    await expect(withPage(result_page as unknown as ResultPageOptions)).rejects.toThrow(message);
  });

  test.each([
    [{ accent: "red" }, "accent"],
    [{ accent: "#fff;}body{display:none" }, "accent"],
    [{ logo: "http://cdn.example/logo.svg" }, "logo"],
    [{ logo: "javascript:alert(1)" }, "logo"],
  ])("%j refuses to construct", (result_page, option) => {
    const options = {
      readTopup: () => null,
      finishTopup: () => undefined,
      providers: [dodoPaymentProvider()],
      env: {},
      result_page,
    };
    expect(() => new PaymentService(options)).toThrow(`result_page.${option}`);
  });
});
