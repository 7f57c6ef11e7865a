// Checks every state of the button in every language, on the page in
// packages/payment-client/states, under a strict policy and in every color scheme.
import type { Phase } from "@x/payment-client";
import { catalogue } from "@x/payment-client/words/catalogue";
import { en } from "@x/payment-client/words/en";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  accessibilityProblems,
  enlargeText,
  type Look,
  openPage,
  screenshot,
  scrollsSideways,
  smallTargets,
  startBrowser,
} from "./page.ts";
import { client, serveFolder, type Served } from "./sheets.ts";

const LANGUAGES = [en, ...catalogue];
/**
 * The languages in threes, in one color scheme: a page with all of them in both has 1,500 buttons,
 * for which a busy machine needs a minute. English is shown in both.
 */
const THREES = [0, 3, 6].map(
  (from) => languagesOf(LANGUAGES.slice(from, from + 3)) + "&look=light",
);
const ENGLISH = languagesOf([en]);
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'";
// Colors change no size, so one language shows what they do.
const LOOKS: readonly [string, readonly string[], Look, Record<string, string>?][] = [
  ["light", THREES, {}],
  ["dark", [], { scheme: "dark" }],
  ["forced colors", [], { scheme: "dark" }, { "forced-colors": "active" }],
  ["a small phone", THREES, { width: 320, height: 640 }],
  ["twice the text size", THREES, { width: 640, text: "200%" }],
];
/** The phase and the text of the button, by the caption on the page. */
const SHOWS: Readonly<Record<string, readonly [Phase, (keyof typeof en)?]>> = {
  Idle: ["idle"],
  Creating: ["creating", "creating"],
  Redirecting: ["redirecting", "redirecting"],
  Confirming: ["confirming", "confirming"],
  Crediting: ["confirming", "confirming"],
  "Bank at work": ["confirming", "bank"],
  "Came back, unpaid": ["idle", "canceled"],
  Slow: ["confirming", "slow"],
  "Slow, offline": ["confirming", "offline"],
  "Slow, server busy": ["confirming", "busy"],
  Applied: ["applied", "credited"],
  Failed: ["failed", "failed"],
  Canceled: ["canceled", "canceled"],
  Expired: ["canceled", "failed"],
  Held: ["held", "held"],
  Dismissed: ["failed", "dismissed"],
  Offline: ["error", "network"],
  "Server busy": ["error", "busy"],
  "Signed out": ["error", "unauthorized"],
  Unavailable: ["error", "refused"],
  "No method enabled": ["idle", "refused"],
  "Methods not loaded": ["idle"],
  "Several methods": ["idle"],
  "Several methods, creating": ["creating", "creating"],
  "Method chosen": ["idle"],
  "Test mode": ["idle"],
  "Test mode, creating": ["creating", "creating"],
  Disabled: ["idle"],
  Label: ["idle"],
  "Label slot": ["idle"],
  "Icon slot": ["idle"],
  "Icon slot, creating": ["creating", "creating"],
  Themed: ["idle"],
  Outlined: ["idle"],
  Small: ["idle"],
  "Small, creating": ["creating", "creating"],
  Large: ["idle"],
  "Themed, confirming": ["confirming", "confirming"],
  "Full width": ["idle"],
  "Full width, held": ["held", "held"],
  Aside: ["failed", "failed"],
  "Hidden sentence": ["failed", "failed"],
};

let browser: Browser;
let served: Served;

beforeAll(async () => {
  browser = await startBrowser();
  served = await serveFolder(client, { "content-security-policy": POLICY });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

// A page that a failed test left open would cover the next one.
afterEach(async () => {
  for (const page of await browser.pages()) await page.close();
});

async function openSheet(
  problems: string[],
  query: string,
  look: Look = {},
  media: Record<string, string> = {},
): Promise<Page> {
  const page = await openPage(browser, problems, look);
  const features = Object.entries({
    "prefers-color-scheme": look.scheme ?? "light",
    // Chromium would draw the turning marks of all busy buttons sixty times a second, which takes a
    // fifth of the time of this file.
    "prefers-reduced-motion": "reduce",
    ...media,
  }).map(([name, value]) => ({ name, value }));
  // Puppeteer's own function does not know forced colors.
  await (await page.createCDPSession()).send("Emulation.setEmulatedMedia", { features });
  await page.goto(`${served.url}states/${query}`);
  await page.waitForSelector("[data-ready]");
  if (look.text !== undefined) await enlargeText(page, look.text);
  return page;
}

describe.each(LOOKS)("in %s", (name, others, look, media) => {
  test("[B01] [B04] every state is accessible, fits, can be hit, and breaks no policy", async () => {
    const problems: string[] = [];
    for (const query of [ENGLISH, ...others]) {
      const page = await openSheet(problems, query, look, media);
      // The contrast depends on the color scheme alone, so one language shows it. With forced
      // colors, axe would compare the visitor's colors with those of the page. What else it finds
      // in another language, it finds in every look.
      const contrast = query === ENGLISH && (name === "light" || name === "dark");
      if (query === ENGLISH || name === "light")
        expect(await accessibilityProblems(page, contrast)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      expect(await smallTargets(page)).toEqual([]);
      expect(await overflowing(page)).toEqual([]);
      await page.close();
    }
    for (const language of process.env["SCREENSHOTS"] ? ["en", "ar"] : []) {
      const alone = await openSheet(problems, `?language=${language}`, look, media);
      await screenshot(alone, `states-${language}-${name.replaceAll(" ", "-")}`);
    }
    // The buttons that could not pay say why, as they should.
    const expected = /favicon|^<dodo-topup-button> \w+: /;
    expect(problems.filter((problem) => !expected.test(problem))).toEqual([]);
  });
});

test("every button shows the phase of its caption and says so in the language around it", async () => {
  const seen = [];
  for (const query of THREES) {
    const page = await openSheet([], query);
    seen.push(...(await shownIn(page)));
    await page.close();
  }
  const names = Object.keys(SHOWS);
  expect(seen.map(({ name, around }) => `${around} ${name}`)).toEqual(
    LANGUAGES.flatMap(({ language }) => names.map((name) => `${language} ${name}`)),
  );
  for (const { name, around, phase, language, dir, said } of seen) {
    const words = LANGUAGES.find((known) => known.language === around) ?? en;
    const [expected, word] = SHOWS[name] ?? [];
    const sentence = word ? words[word].replace("{}", (2_200).toLocaleString(around)) : "";
    expect({ name, phase, language, dir, said: said.slice(0, sentence.length || 1) }).toEqual({
      name,
      phase: expected,
      language: around,
      dir: words.direction,
      said: sentence,
    });
  }
});

test.each(["en", "ar"])(
  "a button that becomes busy neither grows nor moves its label, in %s",
  async (language) => {
    const page = await openSheet([], `?language=${language}`);
    const places = await page.$$eval(".light dodo-topup-button", (buttons) =>
      buttons.map((host) => {
        const button = host.shadowRoot?.querySelector("button");
        const around = document.createRange();
        const label = button?.querySelector("slot[name=label]");
        if (label) around.selectNodeContents(label);
        const [outer, inner] = [button?.getBoundingClientRect(), around.getBoundingClientRect()];
        return [
          host.getAttribute("data-state"),
          [
            outer?.width,
            outer?.height,
            inner.left - (outer?.left ?? 0),
            inner.top - (outer?.top ?? 0),
          ],
        ] as const;
      }),
    );
    const placeOf = (name: string): unknown => places.find(([state]) => state === name)?.[1];
    for (const [calm, busy] of [
      ["Idle", "Creating"],
      ["Idle", "Failed"],
      ["Test mode", "Test mode, creating"],
      ["Icon slot", "Icon slot, creating"],
      ["Several methods", "Several methods, creating"],
    ] as const) {
      expect([busy, placeOf(busy)]).toEqual([busy, placeOf(calm)]);
    }
  },
);

test.each([
  ["turns", "no-preference", true],
  ["stands still where motion is reduced", "reduce", false],
])("what shows that a button is busy %s", async (_, motion, turns) => {
  const page = await openSheet([], ENGLISH, {}, { "prefers-reduced-motion": motion });
  const moving = await page.$$eval(
    "dodo-topup-button",
    (buttons) => buttons.filter((button) => button.shadowRoot?.getAnimations().length).length,
  );
  expect(moving > 0).toBe(turns);
});

test("the keyboard reaches a button and a way to pay, visibly", async () => {
  const page = await openSheet([], ENGLISH);
  const ringOf = async (state: string): Promise<unknown> => {
    // The caption before the button is a link to its cell.
    await page.$eval(`[data-state="${state}"]`, (button) =>
      button.previousElementSibling?.querySelector("a")?.focus(),
    );
    await page.keyboard.press("Tab");
    return await page.$eval(`[data-state="${state}"]`, (button) => {
      const focused = button.shadowRoot?.activeElement ?? document.body;
      const { outlineStyle, outlineWidth } = getComputedStyle(focused);
      return [focused.localName, outlineStyle, outlineWidth];
    });
  };
  expect(await ringOf("Idle")).toEqual(["button", "solid", "3px"]);
  await screenshot(page, "states-focus");
  expect(await ringOf("Several methods")).toEqual(["input", "solid", "3px"]);
});

function languagesOf(languages: readonly { language: string }[]): string {
  return `?${languages.map(({ language }) => `language=${language}`).join("&")}`;
}

/** Returns what each button of a page shows, and what its live region says. */
async function shownIn(page: Page) {
  return await page.$$eval("dodo-topup-button", (buttons) =>
    buttons.map((button) => {
      const live = button.shadowRoot?.querySelector<HTMLElement>("[lang]");
      return {
        name: button.dataset["state"] ?? "",
        around: button.closest("section")?.lang,
        phase: button.state.phase,
        language: live?.lang,
        dir: live?.dir,
        said: live?.querySelector("p")?.textContent ?? "",
      };
    }),
  );
}

/** Returns the elements that are clipped or overflow their cell. */
async function overflowing(page: Page): Promise<string[]> {
  return await page.$$eval("figure", (figures) =>
    figures
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map((figure) => `${figure.textContent} in ${figure.closest("section")?.lang}`),
  );
}
