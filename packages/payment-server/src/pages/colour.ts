/** Computes the colours of the result pages from the accent colour. All colours are `#rrggbb`. */

/** The colours that follow from the accent, in one colour scheme. */
export interface Palette {
  /** The fill of the main button. */
  accent: string;
  /** The text on that fill: black or white, whichever has the higher contrast. */
  on_accent: string;
  /** The accent as text and as a mark on the card. */
  accent_text: string;
  /** The background of the mark. */
  accent_tint: string;
}

/** The background of the card in each scheme. */
export const CARD = { light: "#ffffff", dark: "#191c22" } as const;

/** The contrast that WCAG asks for: of text, and of the edge of a control. */
const TEXT = 4.5;
const EDGE = 3;

/**
 * Returns the colours for the light and the dark scheme. In the light scheme the fill is the accent
 * as it was given. In the dark one it is made lighter until it stands out from the card.
 */
export function palettes(accent: string): { light: Palette; dark: Palette } {
  return {
    light: paletteOf(accent, CARD.light, 0.1),
    dark: paletteOf(legible(accent, CARD.dark, EDGE), CARD.dark, 0.2),
  };
}

function paletteOf(accent: string, card: string, tinted: number): Palette {
  const accent_tint = mix(card, accent, tinted);
  return {
    accent,
    on_accent: furthest(accent),
    // The tint lies between the card and the accent, so this text is legible on the card as well.
    accent_text: legible(accent, accent_tint, TEXT),
    accent_tint,
  };
}

/** Mixes black or white into a colour until its contrast to the background is at least `least`. */
function legible(colour: string, background: string, least: number): string {
  const towards = furthest(background);
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(colour, towards, share);
    if (contrast(mixed, background) >= least) return mixed;
  }
  return towards;
}

/** Returns black or white, whichever has the higher contrast to the colour. */
function furthest(colour: string): "#000000" | "#ffffff" {
  return contrast("#ffffff", colour) >= contrast("#000000", colour) ? "#ffffff" : "#000000";
}

/** Returns the contrast ratio of two colours by WCAG, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Returns WCAG's relative luminance, from 0 to 1. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((channel) => linear(channel / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Returns the linear value of an sRGB channel, both from 0 to 1. */
function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

/** Returns the colour of which `share` is `other`, and the rest is `colour`. */
function mix(colour: string, other: string, share: number): string {
  const more = channels(other);
  const mixed = channels(colour).map((channel, index) =>
    Math.round(channel + ((more[index] ?? 0) - channel) * share),
  );
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
