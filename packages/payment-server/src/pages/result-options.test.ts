import { describe, expect, test } from "vitest";
import { pageOf } from "../../test/result-page.ts";
import { createWorld, type World } from "../../test/world.ts";
import {
  dodoPaymentProvider,
  PaymentService,
  type ResultPageOptions,
  type ResultView,
} from "../index.ts";

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
      views.map(({ payment, state, language, refresh_s, refresh_url }) => [
        payment?.status,
        state,
        language,
        refresh_s,
        refresh_url,
      ]),
    ).toEqual([
      ["held", "held", "de", null, null],
      [undefined, "not_found", "en", null, null],
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
    ["does not return", async () => await new Promise(() => undefined)],
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
      expect(world.log.join()).toContain(
        "The built-in result page was shown in place of `result_page.render`",
      );
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
    [{ name: 5 }, "name"],
    [{ name: ["Shop"] }, "name"],
    [{ render: "<h1>mine</h1>" }, "render"],
    [{ render: null }, "render"],
  ])("%j refuses to construct", (result_page, option) => {
    const options = {
      readTopup: () => null,
      finishTopup: () => undefined,
      providers: [dodoPaymentProvider()],
      env: {},
      result_page: result_page as ResultPageOptions,
    };
    expect(() => new PaymentService(options)).toThrow(
      expect.objectContaining({
        code: "configuration",
        message: expect.stringContaining(`result_page.${option}`),
      }),
    );
  });
});
