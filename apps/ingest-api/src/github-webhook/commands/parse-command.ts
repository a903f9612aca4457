import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Command } from './command.js';
import { findCommand } from './command-list.js';

/** Longest comment of GitHub, in characters. */
const MAX_COMMENT_LENGTH = 65_536;

/** What is no speech of the author: quoted, or shown as code, or not shown at all. */
const SILENT = new Set(['blockquote', 'code', 'html', 'inlineCode']);

/**
 * The first command of a comment. Markdown decides what counts: nothing inside code, quotes or HTML does.
 * @param agentLogin whose mention at the start of a line also addresses the agent
 */
export function parseCommand(comment: string, agentLogin?: string): Command | undefined {
  const body = comment.slice(0, MAX_COMMENT_LENGTH).replace(/\r\n?/g, '\n');
  const calls = callsIn(body, agentLogin);
  if (calls.length === 0) return undefined; // nearly every comment, and Markdown costs
  if (isHostile(body)) return undefined;
  const silent = silentRanges(fromMarkdown(body));
  const [first, next] = calls.filter(({ start }) => !silent.some(([from, to]) => from <= start && start < to));
  return first && { name: first.name, text: body.slice(first.textStart, next?.start).trim() };
}

/** Nesting that nobody writes by hand, but that keeps a Markdown parser busy for many seconds. */
const DEEP_LINE = /^(?:[ \t]{0,4}(?:>|[-+*]|\d{1,9}[.)])){32}/m;
const MAX_LINKS = 2_000;

function isHostile(body: string): boolean {
  return DEEP_LINE.test(body) || body.split('](').length > MAX_LINKS;
}

interface Call {
  readonly name: Command['name'];
  readonly start: number;
  readonly textStart: number;
}

function callsIn(body: string, agentLogin: string | undefined): Call[] {
  const mention = agentLogin === undefined ? '' : `|@${escapeLogin(agentLogin)}[ \\t]+/?`;
  const line = new RegExp(`^[ \\t]{0,3}(?:/agent[ \\t]+/?|/${mention})([a-z]+)(?![\\w/.-])`, 'gim');
  return [...body.matchAll(line)].flatMap((match) => {
    const definition = findCommand(match[1] ?? '');
    const [call] = match;
    const indent = call.length - call.trimStart().length;
    return definition
      ? [{ name: definition.name, start: match.index + indent, textStart: match.index + call.length }]
      : [];
  });
}

/** A login has letters, digits, hyphens, underscores, and `[bot]` at its end. */
function escapeLogin(login: string): string {
  return login.replace(/[[\]]/g, '\\$&');
}

/** Without recursion, since anybody can nest lists as deep as a comment is long. */
function silentRanges(root: Nodes): [number, number][] {
  const ranges: [number, number][] = [];
  const waiting: Nodes[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const { start, end } = node.position ?? {};
    if (SILENT.has(node.type)) ranges.push([start?.offset ?? 0, end?.offset ?? Number.MAX_SAFE_INTEGER]);
    else if ('children' in node) for (const child of node.children) waiting.push(child);
  }
  return ranges;
}
