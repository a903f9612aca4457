/** The one style sheet. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1f2328; --muted: #59636e; --page: #fff; --raised: #f6f8fa; --line: #d1d9e0; --link: #0969da;
  --open: #1a7f37; --closed: #8250df; --danger: #cf222e; --button: #1f883d;
  --added: #dafbe1; --removed: #ffebe9; --hunk: #ddf4ff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #f0f6fc; --muted: #9198a1; --page: #0d1117; --raised: #151b23; --line: #3d444d; --link: #4493f8;
    --open: #238636; --closed: #8957e5; --danger: #f85149; --button: #238636;
    --added: #12261e; --removed: #25171c; --hunk: #121d2f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.5 system-ui, sans-serif; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
h1 { font-size: 26px; font-weight: 400; margin: 0 0 8px; }
h2 { font-size: 18px; margin: 24px 0 8px; }
code, pre, .diff { font: 12px/1.6 ui-monospace, SFMono-Regular, Menlo, monospace; }
code { background: var(--raised); padding: 2px 5px; border-radius: 6px; }
img { width: 20px; height: 20px; border-radius: 50%; vertical-align: middle; }
main { max-width: 1120px; margin: 24px auto; padding: 0 24px; }
.top { display: flex; gap: 16px; align-items: center; padding: 12px 24px; background: var(--raised); }
.top, .tabs { border-bottom: 1px solid var(--line); }
.brand { font-weight: 600; color: var(--text); }
.who { margin-left: auto; }
.tabs { display: flex; gap: 8px; padding: 0 24px; background: var(--raised); }
main .tabs { padding: 0; margin: 16px 0; background: none; }
.tabs a { padding: 8px 12px; color: var(--text); border-bottom: 2px solid transparent; }
.tabs a[aria-current] { border-color: #fd8c73; font-weight: 600; }
.pill, .count, .label { border-radius: 2em; padding: 1px 8px; font-size: 12px; white-space: nowrap; }
.pill { border: 1px solid var(--line); color: var(--muted); }
.count { background: var(--line); }
.label { display: inline-block; border: 1px solid var(--line); font-weight: 500; margin: 0 4px 4px 0; }
.label::before { content: ''; display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 50%;
  background: var(--dot, currentColor); }
.state { display: inline-block; color: #fff; border-radius: 2em; padding: 4px 12px; background: var(--closed); }
.state.open { background: var(--open); }
.state.draft { background: #59636e; }
.muted { color: var(--muted); }
.added-count { color: var(--open); }
.removed-count { color: var(--danger); }
.box { border: 1px solid var(--line); border-radius: 6px; margin-bottom: 16px; overflow: hidden; }
.box > header { background: var(--raised); border-bottom: 1px solid var(--line); padding: 8px 16px; color: var(--muted); }
.box > header strong, .box > header strong a { color: var(--text); }
.box > .body { padding: 16px; }
.row { display: block; padding: 10px 16px; border-top: 1px solid var(--line); }
.row:first-child { border-top: 0; }
.row .title { font-weight: 600; font-size: 16px; color: var(--text); margin-right: 8px; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 260px; gap: 24px; margin-top: 16px; }
@media (max-width: 800px) { .columns { grid-template-columns: minmax(0, 1fr); } }
aside section { border-bottom: 1px solid var(--line); padding-bottom: 12px; margin-bottom: 12px; }
aside h3 { font-size: 12px; color: var(--muted); margin: 0 0 8px; }
.text { overflow-wrap: anywhere; }
.text > :first-child { margin-top: 0; }
.text > :last-child { margin-bottom: 0; }
.text h1, .text h2, .text h3 { font-size: 16px; }
.text table { border-collapse: collapse; margin: 8px 0; }
.text td, .text th { border: 1px solid var(--line); padding: 4px 12px; text-align: left; }
.code, .text pre { background: var(--raised); border-radius: 6px; padding: 12px 16px; overflow-x: auto; margin: 8px 0; }
.reactions span { border: 1px solid var(--line); border-radius: 2em; padding: 2px 8px; margin: 12px 6px 0 0;
  display: inline-block; }
form.inline { display: inline; }
textarea, input[type=text], select { width: 100%; padding: 8px; border: 1px solid var(--line); border-radius: 6px;
  background: var(--page); color: var(--text); font: inherit; }
textarea { min-height: 96px; resize: vertical; }
button { font: inherit; padding: 5px 14px; border-radius: 6px; border: 1px solid var(--line);
  background: var(--raised); color: var(--text); cursor: pointer; }
button.primary { background: var(--button); border-color: transparent; color: #fff; font-weight: 500; }
button.link { border: 0; background: none; padding: 0 4px; color: var(--muted); }
.actions { display: flex; gap: 8px; justify-content: flex-end; margin-top: 8px; }
aside .actions { justify-content: stretch; }
.diff { width: 100%; border-collapse: collapse; }
.diff td { padding: 0 10px; white-space: pre-wrap; overflow-wrap: anywhere; vertical-align: top; }
.diff .number { width: 1%; min-width: 44px; text-align: right; user-select: none; white-space: nowrap; }
.diff .number a { color: var(--muted); }
.diff .added { background: var(--added); }
.diff .removed { background: var(--removed); }
.diff .hunk, .diff .note { background: var(--hunk); color: var(--muted); }
.diff .remark td { padding: 12px 16px; font: 14px/1.5 system-ui, sans-serif; white-space: normal; }
`;
