import { parsePatch, type PatchLine } from '../git/parse-patch.js';
import type { ChangedFile } from '../git/read-changed-files.js';
import type { Side } from '../world/pull-request.js';
import { html, type Content, type Html } from './html.js';

export interface DiffExtras {
  /** Address that opens a form for a remark on a line. */
  readonly remarkAddress?: (line: number, side: Side) => string;
  /** What stands below a line. */
  readonly below?: (line: number, side: Side) => Content;
}

/** One file of a diff, coloured, with line numbers. */
export function diffTable(file: ChangedFile, extras: DiffExtras = {}): Html {
  const name = file.previousPath ? `${file.previousPath} → ${file.path}` : file.path;
  const lines = file.patch === undefined ? null : parsePatch(file.patch).map((line) => row(line, extras));
  return html`<section class="box" id="${anchorOf(file.path)}">
    <header>
      <strong>${name}</strong>
      <span class="added-count">+${file.additions}</span> <span class="removed-count">−${file.deletions}</span>
    </header>
    ${
      lines
        ? html`<table class="diff">
            ${lines}
          </table>`
        : html`<p class="body muted">No text to show.</p>`
    }
  </section>`;
}

/** Where a file stands on the page. */
export function anchorOf(path: string): string {
  return `file-${encodeURIComponent(path)}`;
}

function row(line: PatchLine, { remarkAddress, below }: DiffExtras): Content {
  const { kind, text, left, right } = line;
  const number = (value: number | undefined, side: Side) =>
    html`<td class="number">
      ${value !== undefined && (remarkAddress ? html`<a href="${remarkAddress(value, side)}">${value}</a>` : value)}
    </td>`;
  const extra = [
    left !== undefined && right === undefined && below?.(left, 'LEFT'),
    right !== undefined && below?.(right, 'RIGHT'),
  ];
  return html`<tr class="${kind}">
      ${number(left, 'LEFT')}${number(right, 'RIGHT')}
      <td>${text}</td>
    </tr>
    ${extra.map(
      (content) =>
        content &&
        html`<tr class="remark">
          <td colspan="3">${content}</td>
        </tr>`,
    )}`;
}
