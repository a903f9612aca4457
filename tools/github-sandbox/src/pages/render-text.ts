import MarkdownIt from 'markdown-it';
import { Html, html } from './html.js';

/** As GitHub does: lines break where they were broken, and a bare address is a link. HTML is shown as it was written. */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable('image');
// `readme.md` and `example.com` are names here, no addresses.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

/** Markdown, shown safely; HTML comments are hidden, and what `<details>` folds away is unfolded. */
export function renderText(text: string | null): Html {
  const shown = (text ?? '')
    .replaceAll('\r\n', '\n')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/^\s*<\/?details>\s*$/gm, '')
    .replace(/<summary>(.*?)<\/summary>/g, '**$1**')
    .trim();
  if (!shown) return html`<p class="muted">No description provided.</p>`;
  return html`<div class="text">${new Html(markdown.render(shown))}</div>`;
}
