import { describe, expect, test } from "vitest";
import { createWorld, type World } from "../../test/world.ts";
import {
  dodoPaymentProvider,
  PaymentService,
  type PaymentStatus,
  type ResultPageOptions,
  type ResultView,
} from "../index.ts";
import { CATALOGUE, chooseWords } from "./words/catalogue.ts";

const STATES: readonly PaymentStatus[] = [
  "pending",
  "crediting",
  "paid",
  "failed",
  "canceled",
  "expired",
  "held",
  "dismissed",
];

/** Returns the page of a stored payment with these fields, as a browser receives it. */
async function pageOf(
  world: World,
  status: PaymentStatus,
  headers: Record<string, string> = {},
  return_to = "http://localhost:3000/wallet",
): Promise<Response> {
  const { topup_id } = world.host.addTopup();
  const { payment_id } = await world.create(topup_id, { return_to });
  const before = await world.only(topup_id);
  const next = { ...before, status, version: before.version + 1, write_id: "wr_test" };
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
  await world.storage.changePayment({ next, audit, event: null, notify: false });
  return await world.send("GET", `/redirect/cancel?ref=${before.ref}`, { headers });
}

describe.each(Object.entries(CATALOGUE))("in %s", (language, words) => {
  test("every state shows what is stored, in the language and direction of the visitor", async () => {
    await using world = await createWorld();
    for (const status of STATES) {
      const html = await (
        await pageOf(world, status, { "accept-language": `xx, ${language}-XX;q=0.9, en;q=0.1` })
      ).text();
      expect(html).toContain(`<html lang="${language}" dir="${words.direction}">`);
      expect(html).toContain(`<h1>${words.states[status].title}</h1>`);
      expect(html).toContain(words.test);
      const others = STATES.filter(
        (other) => words.states[other].title !== words.states[status].title,
      );
      for (const other of others)
        expect(html).not.toContain(`<h1>${words.states[other].title}</h1>`);
    }
  });

  test("no text is missing, and only the paid state says that the balance has it", () => {
    const english = CATALOGUE["en"];
    expect(Object.keys(words).sort()).toEqual(Object.keys(english ?? {}).sort());
    for (const state of [...STATES, "not_found"] as const) {
      expect(words.states[state].title.trim()).not.toBe("");
      expect(words.states[state].text.trim().length).toBeGreaterThan(5);
      if (state !== "paid") expect(words.states[state].text).not.toBe(words.states.paid.text);
    }
  });
});

test.each([
  [null, "en"],
  ["", "en"],
  ["de", "de"],
  ["de-AT", "de"],
  ["fr;q=0.3, pt-BR;q=0.8, en;q=0.5", "pt"],
  ["nl, sv", "en"],
  ["ja;q=0, es", "es"],
  ["<script>,constructor,__proto__", "en"],
  ["zh-Hant-TW", "zh"],
  ["de;q=abc, ar;q=0.2", "de"],
])("Accept-Language %j is answered in %s", (header, language) => {
  expect(chooseWords(header).language).toBe(language);
});

test("an open page reloads, a paid one moves on to return_to, an ended one stays", async () => {
  await using world = await createWorld();
  const refresh = async (status: PaymentStatus): Promise<string | null> =>
    (await pageOf(world, status)).headers.get("refresh");
  expect([await refresh("pending"), await refresh("crediting"), await refresh("failed")]).toEqual([
    "4",
    "4",
    "4",
  ]);
  expect(await refresh("paid")).toBe("4; url=http://localhost:3000/wallet");
  expect([await refresh("held"), await refresh("dismissed")]).toEqual([null, null]);
});

test("a failed page offers another try, a held one does not", async () => {
  await using world = await createWorld();
  expect(await (await pageOf(world, "failed")).text()).toContain(">Go back</a>");
  expect(await (await pageOf(world, "held")).text()).not.toContain(">Go back</a>");
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
      views.map(({ payment, language, refresh_s }) => [payment?.status, language, refresh_s]),
    ).toEqual([
      ["held", "de", null],
      [undefined, "en", null],
    ]);
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
