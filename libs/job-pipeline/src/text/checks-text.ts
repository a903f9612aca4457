import type { VerifyReply } from '../ports/verifier.js';
import { cleanUntrusted } from './clean-untrusted.js';
import { codeSpan } from './code-span.js';

const MAX_OUTPUT = 5_000;

/** What a pull request says about the checks that were run. */
export function checksText(checks: VerifyReply | undefined): string {
  return checks ? outcomeText(checks, ', so this is a draft') : 'None were run. Your CI is the judge.';
}

/** What the comment of a job says about the checks that were run on what it pushed to a pull request of somebody. */
export function checksLine(checks: VerifyReply | undefined): string[] {
  return checks ? [outcomeText(checks, '')] : [];
}

function outcomeText({ outcome, exitCode, ...checks }: VerifyReply, consequence: string): string {
  const command = codeSpan(checks.command);
  if (outcome === 'passed') return `✅ ${command} passed.`;
  const how = outcome === 'timed-out' ? 'did not end in time' : `failed with exit code ${exitCode ?? 'unknown'}`;
  const output = harmless(checks.output).slice(-MAX_OUTPUT);
  return [`❌ ${command} ${how}${consequence}.`, ...(output ? [fold(output)] : [])].join('\n\n');
}

/** Without colours, invisible characters, and comments, by one of which a pull request of ours is known. */
function harmless(output: string): string {
  // eslint-disable-next-line no-control-regex -- that is how colours begin
  const plain = output.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '');
  return cleanUntrusted(plain).replaceAll('<!--', '<! --');
}

/** Hostile text in a block that it can't end: no line of it has a fence as long as the block's. */
function fold(output: string): string {
  const longest = Math.max(2, ...(output.match(/[`]+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `<details><summary>The end of its output</summary>\n\n${fence}text\n${output}\n${fence}\n\n</details>`;
}
