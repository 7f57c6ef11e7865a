/**
 * The stylesheet of all pages. The content security policy allows it by its hash. The stylesheet
 * uses logical properties instead of `left` and `right`, for right-to-left text.
 */
export const style = `
*,*::before,*::after{box-sizing:border-box}
:root{color-scheme:light dark;accent-color:var(--accent);
--page:light-dark(#f5f6f8,#0f1115);--panel:light-dark(#fff,#191c22);--sunk:light-dark(#f0f2f5,#22262e);--ink:light-dark(#16181d,#f1f3f6);--soft:light-dark(#5b6270,#a5adba);
--line:light-dark(#e3e6eb,#2b303a);--field:light-dark(#7d8593,#717b8c);--accent:light-dark(#2456e6,#3d6bf2);--accent-text:light-dark(#1f4ed8,#8fb0ff);--on-accent:#fff;
--tint:light-dark(#e8eefd,#1b2644);--good:light-dark(#0f7a45,#4cc38a);--bad:light-dark(#b42318,#ff8a80);--bad-tint:light-dark(#fdecea,#331b19);
scroll-padding-block-start:5rem;font:100%/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;color:var(--ink);background:var(--panel);-webkit-text-size-adjust:100%}
[data-theme=light]{color-scheme:light}[data-theme=dark]{color-scheme:dark}
body{margin:0;min-block-size:100vh;display:flex;flex-direction:column;overflow-wrap:anywhere}
h1,h2,h3,p,dl,dd,ul,fieldset{margin:0;padding:0;border:0}
h1{font-size:1.125rem;font-weight:600}h2{font-size:1rem;font-weight:600}h3{font-size:.9375rem;font-weight:600}
ul{list-style:none}a{color:var(--accent-text);text-underline-offset:.2em}
:focus-visible{outline:.1875rem solid var(--accent-text);outline-offset:.125rem}
.test{position:sticky;inset-block-start:0;z-index:1;color:#2a2000;background:repeating-linear-gradient(-45deg,#2a2000 0 .5rem,#ffd147 .5rem 1rem) 0 100%/100% .3125rem no-repeat #ffd147;text-align:center;padding:.5rem 1rem .8125rem;font-weight:600}
@media (max-height:30rem){.test{position:static}}
.checkout{flex:1;display:grid;background:var(--page)}
.summary,.pay{padding:1.5rem clamp(1rem,5vw,4rem) 2.5rem;display:flex;flex-direction:column;gap:1.5rem;min-inline-size:0}
.summary>*,.pay>*{inline-size:100%;max-inline-size:27rem;margin-inline:auto}
.pay{background:var(--panel)}
.back{display:flex;align-items:center;gap:.625rem;min-block-size:2.75rem;color:var(--soft);text-decoration:none}
.back::before{content:"";inline-size:.5rem;block-size:.5rem;border:solid;border-width:0;border-inline-start-width:.125rem;border-block-end-width:.125rem;rotate:45deg}.back:dir(rtl)::before{rotate:-45deg}
.back:hover{color:var(--ink);text-decoration:underline}
.merchant{color:var(--soft);font-weight:500}.total{font-size:2.5rem;line-height:1.15;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums;margin-block-start:.25rem}
.total small{font-size:1rem;font-weight:500;letter-spacing:0;color:var(--soft)}
.sums{font-variant-numeric:tabular-nums;display:grid;gap:.625rem}
.sums div,.lines li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem}
.sums dt,.lines small,.soft{color:var(--soft)}.lines small{display:block;font-size:.875rem}.lines{display:grid;gap:.75rem;padding-block:1rem;border-block:1px solid var(--line);font-variant-numeric:tabular-nums}
.sums .sum{border-block-start:1px solid var(--line);padding-block-start:.75rem;font-weight:600}.sums .sum dt{color:inherit}
form{display:grid;gap:1.25rem}fieldset{display:grid;gap:.75rem;min-inline-size:0}legend{padding:0;font-weight:600;margin-block-end:.5rem}
.row{display:flex;flex-wrap:wrap;gap:.5rem}.row>*{flex:1 1 8rem}.row>button{flex:0 1 auto}
label,.label{display:grid;gap:.375rem;font-size:.875rem;font-weight:500}.hint{color:var(--soft);font-size:.875rem}
input:not([type=radio]),select{inline-size:100%;min-inline-size:0;min-block-size:2.75rem;padding:.5rem .75rem;font:inherit;font-size:1rem;color:inherit;background:var(--panel);border:1px solid var(--field);border-radius:.5rem}
[aria-invalid=true]{border-color:var(--bad)!important}
.options{border:1px solid var(--field);border-radius:.75rem;overflow:clip}
.option{display:grid;grid-template-columns:auto minmax(0,1fr) auto;align-items:center;gap:.25rem .875rem;min-block-size:3.75rem;padding:.625rem 1rem;font-size:1rem;font-weight:400;cursor:pointer}
.option+.option{border-block-start:1px solid var(--line)}.option:hover,.option:has(:checked){background:var(--tint)}
.option:has(:focus-visible){outline:.1875rem solid var(--accent-text);outline-offset:-.1875rem}.option :focus-visible{outline:0}
.option input{inline-size:1.25rem;block-size:1.25rem;margin:0}.option b{font-weight:500;font-variant-numeric:tabular-nums}.option small{display:block;color:var(--soft);font-size:.875rem}
.mark{font-size:.6875rem;font-weight:700;letter-spacing:.04em;color:var(--soft);border:1px solid var(--line);border-radius:.25rem;padding:.125rem .375rem;background:var(--panel);min-inline-size:3rem;text-align:center}
.other{display:grid;gap:.75rem}@supports selector(:has(a)){form:not(:has([value=other]:checked)) .other{display:none}}
button,.button{display:inline-flex;align-items:center;justify-content:center;min-block-size:2.75rem;padding:.5rem 1rem;font:inherit;font-weight:600;color:inherit;background:var(--panel);border:1px solid var(--field);border-radius:.5rem;cursor:pointer;text-decoration:none}
button:hover,.button:hover{background:var(--tint)}
.main{inline-size:100%;min-block-size:3.25rem;font-size:1.0625rem;color:var(--on-accent);background:var(--accent);border-color:transparent}
.main:hover{background:color-mix(in srgb,var(--accent) 88%,#000)}
.summary .quiet{justify-self:start;margin-inline-start:-.5rem}
.quiet{border-color:transparent;background:none;font-weight:500;text-decoration:underline;text-underline-offset:.2em;padding-inline:.5rem}
[tabindex="-1"]:focus-visible{outline:0}
.alert{display:grid;gap:.125rem;padding:.875rem 1rem;color:var(--bad);background:var(--bad-tint);border-inline-start:.25rem solid;border-radius:.25rem}
.field-error{color:var(--bad);font-size:.875rem;font-weight:500}
.notice{flex:1;display:grid;place-content:center;justify-items:center;gap:1rem;padding:3rem 1rem;text-align:center;background:var(--page)}
.notice>*{max-inline-size:28rem}.notice h1{font-size:1.5rem;letter-spacing:-.01em;text-wrap:balance}.notice svg{inline-size:3.5rem;block-size:3.5rem;color:var(--accent-text)}.notice .off{color:var(--soft)}
.notice p{color:var(--soft)}.notice .button{color:var(--ink)}.notice .figure{color:var(--ink);font-weight:600;font-variant-numeric:tabular-nums}
.turning{animation:turn 1.2s linear infinite;transform-origin:center}@keyframes turn{to{transform:rotate(1turn)}}
@media (prefers-reduced-motion:reduce){.turning{animation:none}}
.foot{font-size:.8125rem;color:var(--soft)}
.tool{flex:1;background:var(--page);padding:1.5rem clamp(1rem,4vw,3rem) 4rem}.tool>*{max-inline-size:64rem;margin-inline:auto}.tool section{margin-block-start:2.5rem}
.tool h1{font-size:1.5rem}.tool h2{font-size:1.125rem;margin-block-end:.75rem}.card form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
.facts{display:grid;gap:.5rem;margin-block-start:1rem}.facts div{display:grid;grid-template-columns:minmax(0,10rem) minmax(0,1fr);gap:.25rem 1rem}.facts dt{color:var(--soft)}code{font:.875em ui-monospace,monospace}
.cards{display:grid;grid-template-columns:minmax(0,1fr);gap:.75rem}.panel{display:block;margin-block:1rem}.card{background:var(--panel);border:1px solid var(--line);border-radius:.75rem;padding:1rem;display:grid;grid-template-columns:minmax(0,1fr);gap:.5rem}
.head{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline;justify-content:space-between}.actions{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end}
.actions button{font-weight:500;font-size:.9375rem}.actions label{flex:0 1 11rem}.actions .wide{flex:1 1 20rem}.card .actions{gap:.5rem}.card .actions label{display:flex;flex:0 1 auto;flex-wrap:wrap;align-items:center;gap:.5rem;color:var(--soft);font-weight:400}.card .actions input{inline-size:5.5rem;max-inline-size:100%}.state{font-size:.8125rem;font-weight:600;border:1px solid;border-radius:1rem;padding:0 .625rem;color:var(--soft)}
.purchase{background:var(--panel);border:1px solid var(--line);border-radius:.75rem}.purchase[open]{background:var(--sunk)}.purchase>summary{cursor:pointer;padding-block:.75rem;padding-inline:2.5rem 1rem;border-radius:inherit;display:grid;grid-template-columns:minmax(0,1fr);gap:.125rem;position:relative;list-style:none}.purchase>summary::-webkit-details-marker{display:none}
.purchase>summary::before{content:"";position:absolute;inset-block-start:1.25rem;inset-inline-start:1rem;inline-size:.5rem;block-size:.5rem;border:solid var(--soft);border-width:0;border-inline-end-width:.125rem;border-block-end-width:.125rem;rotate:-45deg}.purchase[open]>summary::before{rotate:45deg}
.purchase>summary:hover{background:var(--tint)}.purchase>summary .head{font-variant-numeric:tabular-nums}.purchase>.cards{padding:0 1rem 1rem;scroll-margin-block-start:8rem}.pager{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:center;margin-block-start:1rem}
.state.good{color:var(--good)}.state.bad{color:var(--bad)}
@media (min-width:60rem){.checkout{grid-template-columns:1fr 1fr}.summary,.pay{padding-block:3rem;padding-inline:4rem}.summary>*{margin-inline:auto 0}.pay{padding-block-start:4rem}.pay>*{margin-inline:0 auto}}
@media (max-width:26rem){.option{grid-template-columns:auto minmax(0,1fr)}.mark{display:none}.facts div{grid-template-columns:minmax(0,1fr)}.tool{padding-inline:.75rem}.purchase>.cards{padding-inline:.375rem}.card{padding:.75rem .5rem}.card form,.card .actions label{min-inline-size:0}}
`;
