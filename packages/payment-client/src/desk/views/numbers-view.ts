/** The figures of days as plots, each with its table. */
import { html, nothing, type TemplateResult } from "lit";
import type { PaymentSummary } from "../../report-wire.ts";
import { RANGES } from "../address.ts";
import { say, type DeskContext } from "../context.ts";
import { NOTHING } from "../formats.ts";
import { plotsOf, totalOf, type PlotData, type Series } from "../plots/series.ts";
import { linkTo, loaded } from "./parts.ts";
import { plotView, writeValue } from "./plot-view.ts";

/** Draws the plots. */
export function numbersView(context: DeskContext): TemplateResult {
  const { store, formats } = context;
  const { numbers } = store;
  return loaded(
    context,
    numbers.$load.get(),
    () => void numbers.reload(),
    (summary) => {
      const values = { from: formats.day(summary.from), to: formats.day(summary.to) };
      return html`
        <div class="say">
          <h3 class="big">${say(context, "numbers")}</h3>
          <p>${say(context, "numbers_note", values)}</p>
          <div class="ranges" role="group" aria-label=${say(context, "range")}>
            ${RANGES.map((days) => rangeChip(context, days))}
          </div>
        </div>
        <div class="plots">${figures(context, summary)}</div>
      `;
    },
  );
}

/** Draws the link to the plots over this number of days. */
function rangeChip({ store, words }: DeskContext, days: number): TemplateResult {
  const view = store.$view.get();
  const name = new Intl.NumberFormat(words.language, {
    style: "unit",
    unit: "day",
    unitDisplay: "long",
  }).format(days);
  const current = view.name === "numbers" && view.days === days;
  return html`<a
    class="chip"
    href=${linkTo({ name: "numbers", days })}
    aria-current=${current ? "true" : nothing}
    >${name}</a
  >`;
}

/** Draws each plot with its title, its legend and its table. */
function figures(context: DeskContext, { items }: PaymentSummary): TemplateResult[] {
  return plotsOf(items).map((data) => {
    const { title, note } = context.words.plots[data.name];
    return html`
      <figure class="box">
        <figcaption>
          <h4>${title}</h4>
          <p>${note}</p>
        </figcaption>
        <ul class="keys">
          ${data.series.map((series) => seriesKey(context, data, series))}
        </ul>
        ${plotView(context, data)}
        <details>
          <summary>${say(context, "as_table")}</summary>
          ${dataTable(context, data, title)}
        </details>
      </figure>
    `;
  });
}

/** Draws the name of a series with its colour, and its total or median over all days. */
function seriesKey(context: DeskContext, data: PlotData, series: Series): TemplateResult {
  const total = totalOf(data, series);
  const mark = data.kind === "bars" ? `c-${series.tone}` : `l-${series.tone}`;
  return html`
    <li>
      <span class="sw ${mark}"></span>${context.words.series[series.name]}
      <b>${total === null ? NOTHING : writeValue(context, data, total)}</b>
    </li>
  `;
}

/** Draws the figures of a plot as a table, which can be scrolled with the keyboard. */
function dataTable(context: DeskContext, data: PlotData, title: string): TemplateResult {
  const { words } = context;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${title}>
      <table class="mini">
        <thead>
          <tr>
            <th scope="col">${say(context, "day")}</th>
            ${data.series.map(({ name }) => html`<th scope="col" class="n">${words.series[name]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${data.days.map((_, index) => dayRow(context, data, index))}
        </tbody>
      </table>
    </div>
  `;
}

/** Draws the figures of one day, with a dash where there is none. */
function dayRow(context: DeskContext, data: PlotData, index: number): TemplateResult {
  const cell = (value: number | null | undefined): string =>
    typeof value === "number" ? writeValue(context, data, value) : NOTHING;
  return html`
    <tr>
      <th scope="row">${context.formats.day(data.days[index] ?? "")}</th>
      ${data.series.map(({ values }) => html`<td class="n">${cell(values[index])}</td>`)}
    </tr>
  `;
}
