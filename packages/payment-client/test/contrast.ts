/** Measures the contrast of colours as a browser paints them. */

/** A colour as red, green and blue from 0 to 255. */
type Colour = readonly [number, number, number];

/** Returns the WCAG contrast of two colours, from 1 to 21. */
export function contrastOf(a: Colour, b: Colour): number {
  const [light = 0, dark = 0] = [luminanceOf(a), luminanceOf(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** Returns the colour of an element's text. `page` is painted below a colour that is translucent. */
export function inkOf(element: Element, page: Element = element): Colour {
  const style = getComputedStyle(element);
  return blend([...layersBelow(page), getComputedStyle(element).backgroundColor, style.color]);
}

/** Returns the colour of an element's background, over that of `page` if it is translucent. */
export function paintOf(element: Element, page: Element = element): Colour {
  return blend([...layersBelow(page), getComputedStyle(element).backgroundColor]);
}

function layersBelow(page: Element): string[] {
  return ["white", getComputedStyle(page).backgroundColor];
}

/** Paints the colours over each other, in any notation of CSS. */
function blend(layers: readonly string[]): Colour {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  for (const layer of layers) {
    context.fillStyle = layer;
    context.fillRect(0, 0, 1, 1);
  }
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function luminanceOf(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
