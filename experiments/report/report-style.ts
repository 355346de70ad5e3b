// Style sheet of report.html: light and dark by the reader's preference, one column, print on white.

/** CSS text. Presentation attributes of the plots yield to these rules, which is how their text follows the theme. */
export const REPORT_STYLE = `:root {
  --ink: #1b1f24; --soft: #57606a; --line: #d5dae0; --page: #ffffff; --card: #f5f7f9; --optimum: #b23a54;
}
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e4e8ec; --soft: #a3adb8; --line: #353c45; --page: #14171c; --card: #1d2127; --optimum: #ee8ba0; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 976px; margin: 0 auto; padding: 24px 20px 48px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 36px 0 12px; padding-bottom: 4px; border-bottom: 1px solid var(--line); }
.lead { font-size: 1.05rem; margin: 0 0 16px; }
.note { color: var(--soft); font-size: 0.875rem; margin: 8px 0; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); gap: 10px 16px; margin: 0; }
dt { color: var(--soft); font-size: 0.8125rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 500; font-size: 0.8125rem; vertical-align: bottom; }
.n { text-align: right; white-space: nowrap; padding: 5px 0 5px 12px; }
th.n { white-space: normal; }
.answer { font-weight: 600; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 16px; }
figure { margin: 0 0 20px; min-width: 0; break-inside: avoid; }
figcaption { font-weight: 500; margin-bottom: 4px; }
svg { display: block; width: 100%; height: auto; }
.narrow { display: none; max-width: 560px; }
@media screen and (max-width: 720px) {
  main { padding: 16px 16px 32px; }
  dl { grid-template-columns: 1fr 1fr; }
  table { font-size: 0.875rem; }
  td:first-child { min-width: 84px; }
  .n { padding: 4px 0 4px 9px; }
  .wide { display: none; }
  .narrow { display: block; }
}
.role-axis-label text, .role-axis-title text, .role-legend-label text { fill: var(--soft); }
.mark-symbol.role-mark path { stroke: var(--ink); }
.mark-text.role-mark text { fill: var(--optimum); stroke: var(--page); stroke-width: 3px; paint-order: stroke; }
details { margin-top: 6px; font-size: 0.9375rem; }
summary { color: var(--soft); cursor: pointer; font-size: 0.875rem; }
details .scroll { max-height: 70vh; overflow-y: auto; }
pre { background: var(--card); padding: 12px 14px; border-radius: 6px; margin: 0 0 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 0.875rem/1.5 ui-monospace, monospace; }
@media print {
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  details:not([open]) { display: none; }
  tr { break-inside: avoid; }
  details .scroll { max-height: none; }
}
`
