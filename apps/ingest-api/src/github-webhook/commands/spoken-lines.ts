import MarkdownIt, { type StateInline, type Token } from 'markdown-it';

/** Nesting that nobody writes by hand; what is deeper is not read, since every level costs another look at each line. */
const MAX_NESTING = 40;

/** Tags inside of text that are looked at, since each may be looked at up to the end of the text. */
const MAX_TAGS = 500;

/** What is found while one comment is read, and how far. */
interface Reading {
  /** Places in a text at which a line begins that is neither code nor HTML. */
  starts: number[];
  tags: number;
  /** From here on no HTML comment ends. */
  lastCommentEnd: number;
}

/**
 * CommonMark without what can't make a line code, quote or HTML: links and emphasis are what most hostile texts are
 * made of.
 */
const markdown = new MarkdownIt('commonmark', { maxNesting: MAX_NESTING });
markdown.core.ruler.enableOnly(['normalize', 'block']);
markdown.block.ruler.disable('reference');
markdown.inline.ruler.enableOnly(['text', 'newline', 'escape', 'backticks', 'autolink', 'html_inline']);
markdown.inline.ruler2.enableOnly([]);
markdown.inline.ruler.before('text', 'line_start', noteLineStart);
markdown.inline.ruler.before('html_inline', 'bounded_html', boundHtml);

/**
 * Which lines of a comment are its author speaking: not quoted, not shown as code, not hidden as HTML.
 * Takes time in proportion to the length, whatever is written.
 * @param isOfInterest whether it matters about this line, counted from 0
 */
export function spokenLines(comment: string, isOfInterest: (line: number) => boolean): ReadonlySet<number> {
  const spoken = new Set<number>();
  const reading: Reading = { starts: [], tags: 0, lastCommentEnd: -1 };
  let quotes = 0;
  for (const token of markdown.parse(comment, {})) {
    if (token.type === 'blockquote_open') quotes += 1;
    if (token.type === 'blockquote_close') quotes -= 1;
    if (token.type !== 'inline' || quotes > 0) continue;
    const lines = linesOf(token);
    if (lines.some(isOfInterest)) for (const line of spokenIn(token, lines, reading)) spoken.add(line);
  }
  return spoken;
}

function linesOf({ map }: Token): number[] {
  const [from, to] = map ?? [0, 0];
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function spokenIn({ content }: Token, lines: readonly number[], reading: Reading): number[] {
  reading.starts = [];
  reading.lastCommentEnd = content.lastIndexOf('-->');
  markdown.inline.parse(content, markdown, { reading }, []);
  let line = 0;
  let read = 0;
  return reading.starts.flatMap((start) => {
    for (; read < start; read += 1) if (content[read] === '\n') line += 1;
    return lines[line] ?? [];
  });
}

/** A rule is asked wherever something new begins, so never inside code or HTML. */
function noteLineStart({ src, pos, env }: StateInline): boolean {
  let before = pos - 1;
  while (src[before] === ' ' || src[before] === '\t') before -= 1;
  if (before < 0 || src[before] === '\n') readingOf(env).starts.push(pos);
  return false;
}

/** Comments without the parser's own rule, which sees none any more once one piece of HTML has no end. */
function boundHtml(state: StateInline): boolean {
  const { src, pos, env } = state;
  if (src[pos] !== '<') return false;
  const reading = readingOf(env);
  if (src.startsWith('<!--', pos)) {
    const isShort = src.startsWith('>', pos + 4) || src.startsWith('->', pos + 4);
    if (isShort || pos + 4 > reading.lastCommentEnd) return false;
    state.pos = src.indexOf('-->', pos + 4) + 3;
    return true;
  }
  reading.tags += 1;
  if (reading.tags <= MAX_TAGS) return false;
  state.pos = state.posMax;
  return true;
}

function readingOf(env: StateInline['env']): Reading {
  return env['reading'] as Reading;
}
