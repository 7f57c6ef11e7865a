/**
 * Draws a plot as SVG: its text is real text, its colours follow the colour scheme, and no style
 * has to be set from a script.
 */
import { html, nothing, svg, type TemplateResult } from "lit";
import { say, type DeskContext } from "../context.ts";
import { geometryOf, type Bar, type Geometry, type Line } from "../plots/geometry.ts";
import { totalOf, type PlotData } from "../plots/series.ts";

const WIDE = { least: 440, height: 224, narrow: 208 };

/** Draws one plot. Screen readers read its label and the table below it in place of the drawing. */
export function plotView(context: DeskContext, data: PlotData): TemplateResult {
  const width = context.plot_width;
  const height = width < WIDE.least ? WIDE.narrow : WIDE.height;
  const geometry = geometryOf(data, { width, height });
  return html`
    <svg
      class="plot"
      viewBox=${`0 0 ${width} ${height}`}
      role="img"
      aria-label=${spoken(context, data)}
    >
      ${tickLines(context, data, geometry)} ${geometry.bars.map((bar) => barShape(data, bar))}
      ${geometry.lines.map((line) => lineShape(data, line))} ${dayLabels(context, data, geometry)}
    </svg>
  `;
}

/** Writes a value of a plot in its unit. */
export function writeValue({ formats }: DeskContext, { unit }: PlotData, value: number): string {
  if (unit === "money") return formats.money(value);
  return unit === "duration" ? formats.duration(value) : formats.count(value);
}

/**
 * Returns the label for screen readers: the title, and each series with its total or its median.
 */
function spoken(context: DeskContext, data: PlotData): string {
  const { words } = context;
  const totals = data.series.map((series) => {
    const total = totalOf(data, series);
    return `${words.series[series.name]} ${total === null ? "–" : writeValue(context, data, total)}`;
  });
  return `${words.plots[data.name].title}: ${totals.join(", ")}`;
}

/** Draws a line across the plot for each tick, with its value at the left. */
function tickLines(context: DeskContext, data: PlotData, geometry: Geometry): TemplateResult[] {
  const { ticks, left, right, zero } = geometry;
  return ticks.map(
    ({ value, y }) => svg`
      <line class=${y === zero ? "zero" : "grid"} x1=${left} x2=${right} y1=${y} y2=${y}></line>
      <text x=${left - 8} y=${y + 4} text-anchor="end">${tickText(context, data, value)}</text>
    `,
  );
}

/** Writes the value of a tick. Money is shortened, such as `$1.2K`. */
function tickText(context: DeskContext, data: PlotData, value: number): string {
  if (data.unit !== "money") return writeValue(context, data, value);
  return new Intl.NumberFormat(context.words.language, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    notation: "compact",
    maximumFractionDigits: 1,
  }).format(value / 100);
}

/** Draws a bar. The bar of the last day is paler, because today is not over. */
function barShape({ days }: PlotData, { tone, day, x, y, width, height }: Bar): TemplateResult {
  const so_far = day === days.length - 1 ? "so-far" : "";
  return svg`<rect class="c-${tone} ${so_far}" x=${x} y=${y} width=${width} height=${height}></rect>`;
}

/** Draws a line and its points. The point of a day with few paid topups is hollow. */
function lineShape({ few }: PlotData, { tone, parts }: Line): TemplateResult[] {
  return parts.map((points) => {
    const path = points.map(({ x, y }) => `${x},${y}`).join(" ");
    return svg`
      <polyline class="l-${tone}" points=${path}></polyline>
      ${points.map(
        ({ x, y, day }) =>
          svg`<circle class="dot-${tone} ${few[day] ? "few" : ""}" cx=${x} cy=${y} r="3"></circle>`,
      )}
    `;
  });
}

/** Draws the names of the labelled days below the plot. */
function dayLabels(context: DeskContext, { days }: PlotData, geometry: Geometry): TemplateResult[] {
  const { labels, box } = geometry;
  return labels.map(({ day, x }) => {
    const last = day === days.length - 1;
    const text = last ? say(context, "today") : context.formats.day(days[day] ?? "");
    return svg`<text class=${last ? "now" : nothing} x=${x} y=${box.height - 6} text-anchor="middle">${text}</text>`;
  });
}
