import { describe, expect, test } from "vitest";
import { CARD, palettes } from "./colour.ts";

/** Accents of shops, from almost black to almost white. */
const ACCENTS = ["#000000", "#10163a", "#2456e6", "#777777", "#ff5a00", "#ffd400", "#fffffe"];

/** The contrast of two colours, written down once more from WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [one, other].map(luminance).toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe.each(ACCENTS)("with the accent %s", (accent) => {
  test("the light fill is the accent as it was given", () => {
    expect(palettes(accent).light.accent).toBe(accent);
  });

  test.each(["light", "dark"] as const)("the text on the %s fill is legible", (scheme) => {
    const { accent: fill, on_accent } = palettes(accent)[scheme];
    expect(["#000000", "#ffffff"]).toContain(on_accent);
    expect(contrast(fill, on_accent)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["light", "dark"] as const)(
    "the accent as text is legible on the %s card and on its tint",
    (scheme) => {
      const { accent_text, accent_tint } = palettes(accent)[scheme];
      expect(contrast(accent_text, CARD[scheme])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(accent_text, accent_tint)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test("the dark fill stands out from its card as WCAG asks of a control", () => {
    expect(contrast(palettes(accent).dark.accent, CARD.dark)).toBeGreaterThanOrEqual(3);
  });
});

test("a tint is nine parts of the card in the light scheme, and four of five in the dark", () => {
  const { light, dark } = palettes("#ff0000");
  expect(light.accent_tint).toBe("#ffe6e6");
  expect([dark.accent, dark.accent_tint]).toEqual(["#ff0000", "#47161b"]);
});

test("an accent that stands out from the dark card is kept there", () => {
  expect(palettes("#ffd400").dark.accent).toBe("#ffd400");
  expect(palettes("#10163a").dark.accent).not.toBe("#10163a");
});
