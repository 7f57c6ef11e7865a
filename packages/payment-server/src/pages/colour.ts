/** Computes the colours of the result pages from the accent colour. All colours are `#rrggbb`. */
import { furthest, legible, mix } from "./contrast.ts";

/** The colours that follow from the accent, in one colour scheme. */
export interface Palette {
  /** The fill of the main button. */
  accent: string;
  /** The text on that fill: black or white, whichever has the higher contrast. */
  on_accent: string;
  /**
   * The accent, made lighter or darker until it is legible as text. Links in texts and the icon of
   * a waiting payment have this colour.
   */
  accent_text: string;
  /** The background behind that icon. */
  accent_tint: string;
}

/** The background of the card in each scheme. */
export const CARD = { light: "#ffffff", dark: "#191c22" } as const;

/** The contrast that WCAG requires of text, and of the edge of a control. */
const TEXT = 4.5;
const EDGE = 3;

/**
 * Returns the colours for the light and the dark scheme. In the light scheme, the fill is the
 * accent as it was given. In the dark scheme, the fill is made lighter until its contrast to the
 * card is at least 3.
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
    // The tint is a mix of the card and the accent, so this text is legible on the card as well.
    accent_text: legible(accent, accent_tint, TEXT),
    accent_tint,
  };
}
