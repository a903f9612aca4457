import type { Command } from './command.js';
import { findCommand } from './command-list.js';
import { spokenLines } from './spoken-lines.js';

/** Longest comment of GitHub, in characters. */
const MAX_COMMENT_LENGTH = 65_536;

/**
 * The first command of a comment. Markdown decides what counts: nothing inside code, quotes or HTML does.
 * @param agentLogin whose mention at the start of a line also addresses the agent
 */
export function parseCommand(comment: string, agentLogin?: string): Command | undefined {
  const body = comment.slice(0, MAX_COMMENT_LENGTH).replace(/\r\n?/g, '\n');
  const calls = callsIn(body, agentLogin);
  if (calls.length === 0) return undefined; // nearly every comment, and Markdown costs
  const lines = new Set(calls.map(({ line }) => line));
  const spoken = spokenLines(body, (line) => lines.has(line));
  const [first, next] = calls.filter(({ line }) => spoken.has(line));
  return first && { name: first.name, text: body.slice(first.textStart, next?.start).trim() };
}

interface Call {
  readonly name: Command['name'];
  /** Counted from 0. */
  readonly line: number;
  readonly start: number;
  readonly textStart: number;
}

function callsIn(body: string, agentLogin: string | undefined): Call[] {
  const mention = agentLogin === undefined ? '' : `|@${escapeLogin(agentLogin)}[ \\t]+/?`;
  const line = new RegExp(`(?<![^\\n])[ \\t]{0,3}(?:/agent[ \\t]+/?|/${mention})([a-z]+)(?![\\w/.-])`, 'gi');
  let lines = 0;
  let counted = 0;
  return [...body.matchAll(line)].flatMap((match) => {
    for (; counted < match.index; counted += 1) if (body[counted] === '\n') lines += 1;
    const definition = findCommand(match[1] ?? '');
    const [call] = match;
    const indent = call.length - call.trimStart().length;
    return definition
      ? [{ name: definition.name, line: lines, start: match.index + indent, textStart: match.index + call.length }]
      : [];
  });
}

/** A login has letters, digits, hyphens, underscores, and `[bot]` at its end. */
function escapeLogin(login: string): string {
  return login.replace(/[[\]]/g, '\\$&');
}
