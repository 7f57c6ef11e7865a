import type { PaymentStatus } from "../core/payment.ts";

/**
 * The stylesheet of all result pages: system fonts, light and dark colours, and logical properties,
 * which also lay out languages that are read from right to left.
 */
export const STYLE: string = [
  ":root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--ink:#16181d;--soft:#5b6270;--line:#e3e6eb;--good:#0f7a45;--wait:var(--accent);--stop:#b42318;--look:#8a5a00}",
  "@media(prefers-color-scheme:dark){:root{--page:#0f1115;--card:#191c22;--ink:#f1f3f6;--soft:#a5adba;--line:#2b303a;--good:#4cc38a;--stop:#ff8a80;--look:#f0b849}}",
  "*{box-sizing:border-box}",
  "body{margin:0;min-height:100vh;min-height:100svh;display:grid;place-items:center;padding:1rem;background:var(--page);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}",
  "main{inline-size:min(100%,27rem);padding:2rem 1.75rem;background:var(--card);border:1px solid var(--line);border-radius:1.25rem;text-align:center;box-shadow:0 1px 2px rgb(0 0 0/.05),0 12px 32px rgb(0 0 0/.07)}",
  ".brand{display:flex;gap:.5rem;align-items:center;justify-content:center;margin:0 0 1.5rem;font-weight:600}",
  ".brand img{block-size:1.75rem;inline-size:auto}",
  "svg{inline-size:3.5rem;block-size:3.5rem;color:var(--wait)}",
  ".paid svg{color:var(--good)}.failed svg,.canceled svg,.expired svg,.not_found svg{color:var(--soft)}.held svg,.dismissed svg{color:var(--look)}",
  "h1{margin:.75rem 0 .25rem;font-size:1.5rem;line-height:1.25;text-wrap:balance}",
  "p{margin:0}[role=status]{color:var(--soft);text-wrap:pretty}",
  "dl{margin:1.5rem 0 0;border-block:1px solid var(--line)}",
  "dl div{display:flex;gap:1rem;justify-content:space-between;padding-block:.625rem}dl div+div{border-block-start:1px solid var(--line)}",
  "dt{color:var(--soft)}dd{margin:0;text-align:end;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}",
  "code{font:500 .875em ui-monospace,SFMono-Regular,Menlo,monospace}",
  ".actions{display:flex;flex-direction:column;gap:.5rem;margin-block-start:1.5rem}",
  "a{display:block;padding:.7rem 1rem;border-radius:.75rem;font-weight:600;text-decoration:none;color:inherit;min-block-size:2.75rem}",
  "a.main{background:var(--accent);color:var(--on-accent)}a.quiet{border:1px solid var(--line)}",
  "a:hover{filter:brightness(1.06)}a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}",
  ".test{margin-block-start:1.25rem;padding:.4rem .75rem;border:1px dashed var(--look);border-radius:.75rem;color:var(--look);font-size:.875rem;font-weight:600}",
  ".ring{animation:turn 1.2s linear infinite;transform-origin:center}@keyframes turn{to{transform:rotate(1turn)}}",
  "@media(prefers-reduced-motion:reduce){.ring{animation:none}}",
  "@media(forced-colors:active){a{border:1px solid}}",
].join("");

const mark = (inside: string): string =>
  `<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${inside}</svg>`;

const RING = '<circle cx="24" cy="24" r="20" opacity=".2"/>';
const WAITING = mark(`${RING}<path class="ring" d="M24 4a20 20 0 0 1 20 20"/>`);
const STOPPED = mark(`${RING}<path d="M17 17l14 14M31 17L17 31"/>`);
const IN_REVIEW = mark(`${RING}<path d="M24 14v13M24 33.5v.5"/>`);

/** The icon of each state. It is hidden from screen readers, because the texts say everything. */
export const MARKS: Readonly<Record<PaymentStatus | "not_found", string>> = {
  pending: WAITING,
  crediting: WAITING,
  paid: mark(`${RING}<path d="M15 25l6.500 6.500L34 18"/>`),
  failed: STOPPED,
  canceled: STOPPED,
  expired: mark(`${RING}<path d="M24 13v11l7 5"/>`),
  held: IN_REVIEW,
  dismissed: IN_REVIEW,
  not_found: mark(
    `${RING}<path d="M19 19a5 5 0 1 1 7 4.600c-1.400.7-2 1.600-2 3.400M24 33.500v.5"/>`,
  ),
};
