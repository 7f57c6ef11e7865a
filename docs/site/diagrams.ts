// The diagrams of docs/concepts.md, light and dark. The arrows of the states are those of the table
// in `core/payment.ts`; a new one has no place here, and the build says so.
import {
  nextStatus,
  type PaymentSignal,
  type PaymentStatus,
} from "../../packages/payment-server/src/core/payment.ts";

interface Colours {
  ink: string;
  line: string;
  fill: string;
  good: string;
  bad: string;
}

const THEMES: Readonly<Record<"light" | "dark", Colours>> = {
  light: { ink: "#1f2328", line: "#57606a", fill: "#f6f8fa", good: "#dafbe1", bad: "#fff8c5" },
  dark: { ink: "#e6edf3", line: "#9198a1", fill: "#212830", good: "#12361f", bad: "#3d2f0a" },
};

const SIGNALS: readonly PaymentSignal[] = [
  "open",
  "processing",
  "failed",
  "canceled",
  "expired",
  "match",
  "mismatch",
  "credited",
  "release",
  "dismiss",
];

/** The boxes. The three ends without money have the same arrows, so they share one. */
const BOXES: readonly {
  name: string;
  states: readonly PaymentStatus[];
  x: number;
  y: number;
  fill: keyof Colours;
}[] = [
  { name: "pending", states: ["pending"], x: 120, y: 60, fill: "fill" },
  { name: "crediting", states: ["crediting"], x: 420, y: 60, fill: "fill" },
  { name: "paid", states: ["paid"], x: 700, y: 60, fill: "good" },
  {
    name: "failed · canceled · expired",
    states: ["failed", "canceled", "expired"],
    x: 120,
    y: 260,
    fill: "fill",
  },
  { name: "held", states: ["held"], x: 420, y: 260, fill: "bad" },
  { name: "dismissed", states: ["dismissed"], x: 700, y: 260, fill: "fill" },
];

/** The coordinates of each arrow: those of its two ends and of its label. */
const ARROWS: Readonly<Record<string, readonly [number, number, number, number, number, number]>> =
  {
    "pending>crediting": [180, 60, 360, 60, 270, 50],
    "pending>failed · canceled · expired": [95, 82, 95, 238, 88, 165],
    "failed · canceled · expired>pending": [145, 238, 145, 82, 152, 165],
    "pending>held": [172, 82, 372, 238, 290, 116],
    "failed · canceled · expired>crediting": [186, 238, 372, 82, 288, 214],
    "failed · canceled · expired>held": [224, 260, 360, 260, 288, 280],
    "crediting>paid": [480, 60, 640, 60, 560, 50],
    "crediting>held": [405, 82, 405, 238, 398, 165],
    "held>crediting": [435, 238, 435, 82, 442, 165],
    "held>paid": [476, 238, 650, 82, 560, 216],
    "held>dismissed": [480, 260, 640, 260, 560, 280],
    "crediting>dismissed": [476, 82, 650, 238, 562, 110],
  };

/** The labels of the arrows. They replace the names that the signals have in the code. */
const WORDS: Readonly<Record<string, string>> = {
  match: "money matches",
  mismatch: "does not match",
  release: "released",
  dismiss: "dismissed",
};

/** The same states as in the table, by the boxes they lead from and to. Throws if the boxes are wrong. */
export function arrowsOfStates(): Map<string, string[]> {
  const arrows = new Map<string, string[]>();
  const boxOf = (status: PaymentStatus): string =>
    BOXES.find(({ states }) => states.includes(status))?.name ?? `no box for ${status}`;
  for (const { name, states } of BOXES)
    for (const status of states)
      for (const signal of SIGNALS) {
        const next = nextStatus(status, signal);
        if (next === status) continue;
        const key = `${name}>${boxOf(next)}`;
        arrows.set(key, [...new Set([...(arrows.get(key) ?? []), WORDS[signal] ?? signal])]);
      }
  return arrows;
}

/** Returns every diagram as a file name and its content. */
export function renderDiagrams(): { file: string; svg: string }[] {
  return Object.entries(THEMES).flatMap(([theme, colours]) => [
    { file: `states-${theme}.svg`, svg: statesOf(colours) },
    ...FLOWS.map((flow) => ({ file: `${flow.file}-${theme}.svg`, svg: flowOf(flow, colours) })),
  ]);
}

function statesOf(colours: Colours): string {
  const arrows = [...arrowsOfStates()].map(([key, labels]) => {
    const place = ARROWS[key];
    if (place === undefined) throw new Error(`docs/site/diagrams.ts has no place for ${key}`);
    const [x1, y1, x2, y2, x, y] = place;
    const side = x < x1 ? "end" : "start";
    const anchor = x1 === x2 ? side : "middle";
    const text = key.endsWith("expired") ? "ends unpaid" : labels.join(", ");
    return `${arrow(x1, y1, x2, y2, colours)}${label(text, x, y, colours, anchor)}`;
  });
  const boxes = BOXES.map(({ name, x, y, fill }) =>
    box(name, x, y, name.length > 12 ? 208 : 120, colours[fill], colours),
  );
  return svg(820, 320, "The states of a payment", [...arrows, ...boxes], colours);
}

interface Flow {
  file: string;
  title: string;
  lanes: readonly string[];
  steps: readonly (readonly [from: number, to: number, text: string])[];
}

const LANES = ["Browser", "Your application", "payment-server", "Dodo"] as const;

const FLOWS: readonly Flow[] = [
  {
    file: "flow-checkout",
    title: "Creating a checkout",
    lanes: LANES,
    steps: [
      [0, 1, "wants 500 credits"],
      [1, 0, "topup_id (pending)"],
      [0, 2, "checkout/create"],
      [2, 1, "readTopup()"],
      [2, 3, "opens a session"],
      [3, 2, "checkout_url"],
      [2, 0, "checkout_url"],
      [0, 3, "pays"],
    ],
  },
  {
    file: "flow-webhook",
    title: "Receiving a webhook",
    lanes: LANES,
    steps: [
      [3, 2, "webhook, signed"],
      [2, 3, "queries the payment"],
      [2, 1, "readTopup()"],
      [2, 2, "does it match?"],
      [2, 1, "finishTopup(), once"],
      [1, 1, "paid, balance grows"],
      [2, 3, "200"],
      [0, 2, "polls, and shows paid"],
    ],
  },
];

function flowOf({ title, lanes, steps }: Flow, colours: Colours): string {
  const [step, top] = [36, 62];
  const height = top + steps.length * step + 20;
  const x = (lane: number): number => 110 + lane * 200;
  const lines = lanes.map(
    (_, lane) =>
      `<line x1="${x(lane)}" y1="40" x2="${x(lane)}" y2="${height - 10}" stroke="${colours.line}" stroke-dasharray="3 4"/>`,
  );
  const heads = lanes.map((name, lane) => box(name, x(lane), 26, 150, colours.fill, colours));
  const messages = steps.map(([from, to, text], at) => {
    const y = top + at * step + 16;
    if (from === to) return label(text, x(from) + 10, y + 2, colours, "start");
    const gap = from < to ? 4 : -4;
    return `${arrow(x(from), y, x(to) - gap, y, colours)}${label(text, (x(Math.max(from, to)) + x(Math.max(from, to) - 1)) / 2, y - 6, colours, "middle")}`;
  });
  return svg(820, height, title, [...lines, ...heads, ...messages], colours);
}

function svg(
  width: number,
  height: number,
  title: string,
  parts: readonly string[],
  { line }: Colours,
): string {
  const head = `<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="${line}"/></marker>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="13" role="img" aria-label="${title}">\n<defs>${head}</defs>\n${parts.join("\n")}\n</svg>\n`;
}

function box(
  name: string,
  x: number,
  y: number,
  width: number,
  fill: string,
  { ink, line }: Colours,
): string {
  return `<rect x="${x - width / 2}" y="${y - 20}" width="${width}" height="40" rx="8" fill="${fill}" stroke="${line}"/><text x="${x}" y="${y + 5}" text-anchor="middle" fill="${ink}" font-weight="600">${name}</text>`;
}

function arrow(x1: number, y1: number, x2: number, y2: number, { line }: Colours): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${line}" stroke-width="1.3" marker-end="url(#head)"/>`;
}

function label(text: string, x: number, y: number, { ink }: Colours, anchor = "middle"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${ink}" font-size="12">${text}</text>`;
}
