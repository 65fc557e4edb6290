/** How the page looks, on a screen and on paper: ink on white, nothing by colour alone. */
export const reportStyle = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1a1b1e; font: 14px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.5rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; padding-top: .75rem; border-top: 1px solid #c9ced6; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
h4 { font-size: .9rem; margin: 1rem 0 .25rem; }
p, ul, ol, dl, table, blockquote, figure { margin: .4rem 0; }
h1, h2, h3, h4, p, li, td, th, dd, blockquote, code { overflow-wrap: anywhere; }
h2 .number, h3 .number, h4 .number { color: #545b66; font-weight: 400; }
.number, .time { font-variant-numeric: tabular-nums; white-space: nowrap; }
td.line { min-width: 6rem; }
td.number, th.number { text-align: right; }
.dim, dt, .source, .place, footer { color: #545b66; }
.source, .hash, footer { font-size: .8rem; }
.note { margin-top: 1rem; white-space: pre-wrap; }
.careful { margin-top: .6rem; }
.lead { font-size: 1.1rem; font-weight: 600; line-height: 1.4; }
.act { padding: .6rem .8rem; border-left: 4px solid #1864ab; background: #f0f4f9; }
blockquote { padding: .5rem .8rem; border-left: 4px solid #c9ced6; background: #f5f6f8; font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .82rem; }
footer { font-family: system-ui, sans-serif; margin-top: .3rem; }
dl > div { display: grid; grid-template-columns: 9rem 1fr; column-gap: 1rem; }
dd { margin: 0; }
code, .raw { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .8rem; }
table { width: 100%; border-collapse: collapse; font-size: .86rem; }
th, td { text-align: left; vertical-align: top; padding: .28rem .6rem .28rem 0; border-bottom: 1px solid #e2e5ea; }
th { font-weight: 400; }
thead th { color: #545b66; border-bottom-color: #c9ced6; }
tfoot th, tfoot td { font-weight: 600; }
.counts { max-width: 44rem; }
.counts tbody th, .lead { color: #1a1b1e; }
.replies td:last-child, .hash { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .78rem; }
.cause + .cause { border-top: 1px solid #e2e5ea; margin-top: 1.5rem; }
.steps { padding-left: 1.4rem; }
.raw { display: grid; grid-template-columns: fit-content(13rem) 1fr; column-gap: 1rem; padding: .2rem 0; border-bottom: 1px solid #eef0f3; }
.trail { list-style: none; padding: 0; font-size: .86rem; }
a { color: #1864ab; text-decoration: none; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; font-size: .8rem; color: #545b66; font-variant-numeric: tabular-nums; }
.key { display: inline-flex; align-items: center; gap: .35rem; }
.key svg { width: 10px; height: 10px; }
:target { background: #fff6e5; }
@media (max-width: 40rem) { dl > div, .raw { grid-template-columns: 1fr; } main { padding: 1rem; } }
@page { margin: 16mm 14mm; }
@media print {
  html { font-size: 12px; }
  body { font-size: .875rem; }
  main { max-width: none; padding: 0; }
  h1, h2, h3, h4, thead { break-after: avoid; }
  thead { display: table-header-group; }
  tfoot { display: table-row-group; }
  tr, .raw, figure, blockquote, .act, li, dl > div { break-inside: avoid; }
  .lead, p { orphans: 3; widows: 3; }
  a { color: inherit; }
  .act, blockquote, rect, path { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
