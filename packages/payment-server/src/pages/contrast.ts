/** The contrast of two colours, as WCAG defines it. All colours are `#rrggbb`. */

/**
 * Mixes black or white into a colour until its contrast to the background is at least `least`.
 * Returns pure black or white if no mixture reaches that contrast.
 */
export function legible(colour: string, background: string, least: number): string {
  const towards = furthest(background);
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(colour, towards, share);
    if (contrast(mixed, background) >= least) return mixed;
  }
  return towards;
}

/** Returns black or white, whichever has the higher contrast to the colour. */
export function furthest(colour: string): "#000000" | "#ffffff" {
  return contrast("#ffffff", colour) >= contrast("#000000", colour) ? "#ffffff" : "#000000";
}

/** Returns the colour of which `share` is `other`, and the rest is `colour`. */
export function mix(colour: string, other: string, share: number): string {
  const more = channels(other);
  const mixed = channels(colour).map((channel, index) =>
    Math.round(channel + ((more[index] ?? 0) - channel) * share),
  );
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
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

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
