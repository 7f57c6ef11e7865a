import { palettes, type Palette } from "./colour.ts";

/**
 * Returns the stylesheet of the result pages: system fonts, light and dark colours, and logical
 * properties, which also lay out languages that are read from right to left. The two colour schemes
 * are written out, because `light-dark()` is not known to older browsers.
 */
export function styleOf(accent: string): string {
  const { light, dark } = palettes(accent);
  return `:root{${variables(light)}${LIGHT}}@media(prefers-color-scheme:dark){:root{${variables(dark)}${DARK}}}${RULES}`;
}

function variables({ accent, on_accent, accent_text, accent_tint }: Palette): string {
  return `--accent:${accent};--on-accent:${on_accent};--accent-text:${accent_text};--accent-tint:${accent_tint};`;
}

const LIGHT =
  "color-scheme:light dark;--page:#f5f6f8;--card:#fff;--sunk:#f0f2f5;--line:#e3e6eb;--edge:#7d8593;--ink:#16181d;--soft:#5b6270;--good:#0f7a45;--good-tint:#e3f3ea;--look:#8a5a00;--look-tint:#fbf1dc;--stop:#b42318;--stop-tint:#fdecea";
const DARK =
  "--page:#0f1115;--card:#191c22;--sunk:#22262e;--line:#2b303a;--edge:#717b8c;--ink:#f1f3f6;--soft:#a5adba;--good:#4cc38a;--good-tint:#17291f;--look:#f0b849;--look-tint:#2c2413;--stop:#ff8a80;--stop-tint:#331b19";

const RULES = [
  "*{box-sizing:border-box}",
  "body{margin:0;min-height:100vh;min-height:100svh;display:grid;place-items:center;padding:2rem 1rem;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word;-webkit-text-size-adjust:100%}",
  "main{position:relative;inline-size:min(100%,27rem);padding:2rem 1.75rem 1.75rem;background:var(--card);border:1px solid var(--line);border-radius:1.25rem;text-align:center;box-shadow:0 1px 2px rgb(0 0 0/.05),0 12px 32px rgb(0 0 0/.06)}",
  "@media(max-width:24rem){main{padding-inline:1.25rem}}",
  "p,h1,dl,dd{margin:0}",
  // The badge of test mode lies over the edge of the card, so that it does not move the content.
  ".test{position:absolute;inset-block-end:calc(100% - .8125rem);inset-inline:0;inline-size:fit-content;max-inline-size:calc(100% - 2.5rem);margin-inline:auto;padding:0 .75rem;border:1px solid var(--look);border-radius:62.5rem;background:var(--card);color:var(--look);font-size:.75rem;font-weight:600;line-height:1.5rem}",
  ".brand{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;justify-content:center;margin-block-end:1.25rem;font-weight:600}",
  ".brand img{block-size:1.75rem;inline-size:auto;max-inline-size:100%}",
  ".disc{display:grid;place-items:center;inline-size:3.5rem;block-size:3.5rem;margin:0 auto 1rem;border-radius:50%;background:var(--tint,var(--sunk));color:var(--tone,var(--soft))}",
  ".disc svg{inline-size:1.75rem;block-size:1.75rem}[dir=rtl] .unpaid .disc svg{transform:scaleX(-1)}",
  ".confirming,.slow,.bank,.crediting{--tint:var(--accent-tint);--tone:var(--accent-text)}",
  ".paid{--tint:var(--good-tint);--tone:var(--good)}",
  ".failed,.canceled,.expired{--tint:var(--stop-tint);--tone:var(--stop)}",
  ".held,.dismissed{--tint:var(--look-tint);--tone:var(--look)}",
  ".ring{inline-size:2rem;block-size:2rem;border:3px solid;border-radius:50%;-webkit-mask:conic-gradient(#0000 10%,#000);mask:conic-gradient(#0000 10%,#000);animation:turn 1.2s linear infinite}@keyframes turn{to{transform:rotate(1turn)}}",
  "h1{font-size:1.5rem;line-height:1.25;letter-spacing:-.01em;text-wrap:balance}:lang(ar) h1,:lang(hi) h1{letter-spacing:0}",
  "[role=status]{margin-block-start:.5rem;color:var(--soft);text-wrap:balance}[role=status] strong{color:var(--ink);font-weight:600}",
  "dl{margin-block-start:1.5rem;border-block:1px solid var(--line)}",
  "dl div{display:flex;flex-wrap:wrap;gap:0 1rem;justify-content:space-between;padding-block:.625rem}dl div+div{border-block-start:1px solid var(--line)}",
  "dt{color:var(--soft)}dd{text-align:end;font-weight:600;overflow-wrap:anywhere}",
  "code{font:500 .9286em/1.5 ui-monospace,SFMono-Regular,Menlo,'Noto Sans Mono',monospace;-webkit-user-select:all;user-select:all}",
  "a{color:var(--accent-text);text-underline-offset:.2em}a:focus-visible{outline:3px solid var(--accent-text);outline-offset:2px}",
  ".receipt{display:inline-flex;gap:.4375em;align-items:center;min-block-size:2.75rem;margin-block-start:.25rem;font-weight:500}.receipt svg{flex:none;inline-size:1em;block-size:1em}.receipt+.actions{margin-block-start:.25rem}",
  ".actions{display:grid;gap:.5rem;margin-block-start:1.5rem}",
  ".actions a{display:block;padding:.6875rem 1rem;border:1px solid transparent;border-radius:.75rem;font-weight:600;line-height:1.25;text-decoration:none;transition:background-color 120ms}",
  ".actions .main{background:var(--accent);color:var(--on-accent)}.actions .main:hover{background:color-mix(in oklab,var(--accent),#000 12%)}.actions .main:active{background:color-mix(in oklab,var(--accent),#000 22%)}",
  ".actions .quiet{border-color:var(--edge);color:var(--ink)}.actions .quiet:hover{background:var(--sunk)}",
  ".just{margin-block-start:1rem;font-size:.875rem;color:var(--soft)}.just a,.leaves a{display:inline-flex;align-items:center;min-block-size:2.75rem}.just.linked,.leaves{margin-block-end:-.75rem}",
  ".leaves{margin-block-start:1.25rem;font-size:.875rem;color:var(--soft)}.leaves a{font-weight:600}",
  ".bar{display:block;block-size:4px;margin-block-end:.25rem;border-radius:62.5rem;background:var(--line);overflow:hidden}.bar span{display:block;block-size:100%;border-radius:inherit;background:var(--accent-text);animation:drain 10s linear forwards}@keyframes drain{from{inline-size:100%}to{inline-size:0}}",
  "@media(prefers-reduced-motion:reduce){.ring{-webkit-mask:none;mask:none;border-style:dotted;animation:none}.bar{display:none}.actions a{transition:none}}",
  "@media(forced-colors:active){.actions a{border:2px solid}.disc{border:2px solid}.ring{forced-color-adjust:none;color:CanvasText}}",
].join("");
