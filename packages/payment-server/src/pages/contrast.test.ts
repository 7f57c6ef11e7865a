import { describe, expect, test } from "vitest";
import { furthest, legible, mix } from "./contrast.ts";

describe("a colour is mixed until it is legible:", () => {
  // The contrast on white is 4.54 for #767676, the darkest grey that passes AA, and 4.48 for #777777.
  test.each([
    ["#767676", "#ffffff", 4.5, "#767676"],
    ["#777777", "#ffffff", 4.5, "#717171"],
    ["#ffffff", "#ffffff", 4.5, "#737373"],
    ["#000000", "#ffffff", 21, "#000000"],
    ["#000000", "#000000", 4.5, "#7f7f7f"],
    ["#ffffff", "#000000", 21, "#ffffff"],
  ])("%s on %s at %f is %s", (colour, background, least, mixed) => {
    expect(legible(colour, background, least)).toBe(mixed);
  });

  // On white the contrast of pure red is 3.998, of green 1.372, and of blue 8.592.
  test.each([
    ["#ff0000", 3.99, "#ff0000"],
    ["#ff0000", 4, "#f20000"],
    ["#00ff00", 1.37, "#00ff00"],
    ["#00ff00", 1.38, "#00f200"],
    ["#0000ff", 8.59, "#0000ff"],
    ["#0000ff", 8.6, "#0000f2"],
    // A channel as dark as this one is linear: the contrast of #0a0a0a is 19.80.
    ["#0a0a0a", 19.79, "#0a0a0a"],
    ["#0a0a0a", 19.81, "#090909"],
  ])("each channel has the weight of WCAG: %s on white at %f is %s", (colour, least, mixed) => {
    expect(legible(colour, "#ffffff", least)).toBe(mixed);
  });

  test("and is black or white where no mixture suffices", () => {
    expect(legible("#3366cc", "#808080", 21)).toBe("#000000");
    expect(legible("#3366cc", "#191c22", 21)).toBe("#ffffff");
  });
});

test("the text on a colour is black or white, whichever stands out more", () => {
  // The contrast of #757575 is 4.61 to white and 4.56 to black; that of #767676 is 4.54 and 4.62.
  const text = ["#ffffff", "#ffd400", "#767676", "#757575", "#2456e6", "#000000"].map(furthest);
  expect(text).toEqual(["#000000", "#000000", "#000000", "#ffffff", "#ffffff", "#ffffff"]);
});

test("a mixture takes its share of each channel, rounded, with two digits", () => {
  expect(mix("#000000", "#ffffff", 0)).toBe("#000000");
  expect(mix("#000000", "#ffffff", 1)).toBe("#ffffff");
  expect(mix("#000000", "#ffffff", 0.5)).toBe("#808080");
  expect(mix("#0a6414", "#000000", 0.5)).toBe("#05320a");
  expect(mix("#ff0080", "#00ff80", 0.2)).toBe("#cc3380");
});
