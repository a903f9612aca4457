import { html, type Content, type Html } from './html.js';

const FENCE = /^```[^\n]*\n([\s\S]*?)(?:^```[ \t]*$|(?![\s\S]))/m;
const INLINE = /(`[^`\n]+`)|(\*\*[^*\n]+\*\*)|(\[[^\]\n]+\]\(https?:\/\/[^\s)]+\))|(https?:\/\/[^\s<>"')\]]+)/;

/**
 * Markdown, read leniently and shown safely: fences, code, bold, links and headings. Everything else is plain text
 * with its line breaks; HTML comments are hidden and other HTML is shown as it was written.
 */
export function renderText(text: string | null): Html {
  let rest = (text ?? '')
    .replaceAll('\r\n', '\n')
    .replace(/<!--[\s\S]*?-->/g, '')
    .trim();
  if (!rest) return html`<p class="muted">No description provided.</p>`;
  const parts: Content[] = [];
  for (let fence = FENCE.exec(rest); fence; fence = FENCE.exec(rest)) {
    parts.push(renderProse(rest.slice(0, fence.index)), html`<pre class="code">${fence[1] ?? ''}</pre>`);
    rest = rest.slice(fence.index + fence[0].length);
  }
  parts.push(renderProse(rest));
  return html`<div class="text">${parts}</div>`;
}

function renderProse(prose: string): Content {
  const readable = prose
    .replace(/^\s*<\/?details>\s*$/gm, '')
    .replace(/<summary>(.*?)<\/summary>/g, '**$1**')
    .trim();
  if (!readable) return null;
  const blocks = readable.split(/((?:^\|.*\|[ \t]*(?:\n|$))+)/m);
  return blocks.map((block) => (block.startsWith('|') ? renderTable(block) : renderLines(block)));
}

function renderLines(block: string): Content {
  const text = block.replace(/^\n+|\n+$/g, '');
  if (!text) return null;
  const lines = text.split('\n').map((line) => {
    const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
    return heading === undefined ? [renderInline(line), '\n'] : html`<strong class="heading">${heading}</strong>`;
  });
  return html`<div class="prose">${lines}</div>`;
}

/** Rows of `| a | b |`; the second row only draws the line below the head. */
function renderTable(block: string): Html {
  const [head = [], , ...rows] = block
    .trim()
    .split('\n')
    .map((line) => line.trim().slice(1, -1).split('|'));
  return html`<table class="text-table">
    <tr>
      ${head.map((cell) => html`<th>${renderInline(cell.trim())}</th>`)}
    </tr>
    ${rows.map(
      (row) =>
        html`<tr>
          ${row.map((cell) => html`<td>${renderInline(cell.trim())}</td>`)}
        </tr>`,
    )}
  </table>`;
}

function renderInline(line: string): Content[] {
  const match = INLINE.exec(line);
  if (!match) return [line];
  const [token, code, bold, link, address] = match;
  const before = line.slice(0, match.index);
  const after = line.slice(match.index + token.length);
  return [before, renderToken(code, bold, link, address), ...renderInline(after)];
}

function renderToken(code?: string, bold?: string, link?: string, address?: string): Content {
  if (code) return html`<code>${code.slice(1, -1)}</code>`;
  if (bold) return html`<strong>${renderInline(bold.slice(2, -2))}</strong>`;
  const [, label = address, target = address] = /^\[([^\]]+)\]\((.+)\)$/.exec(link ?? '') ?? [];
  return html`<a href="${target}" rel="nofollow noreferrer">${label}</a>`;
}
