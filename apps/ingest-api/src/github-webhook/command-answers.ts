import type { JobState } from '../view/job-state.js';
import { COMMANDS } from './commands/command-list.js';

/** The comment that answers `/help`. */
export function helpText(): string {
  const lines = COMMANDS.map(({ usage, summary }) => `| \`${usage}\` | ${summary} |`);
  return ['| command | what it does |', '|---|---|', ...lines].join('\n');
}

/** The comment that answers `/status`. */
export function statusText(state: JobState): string {
  const { jobId, status, stage, attempt, failure, result } = state;
  const at = stage ? `, stage \`${stage}\`` : '';
  const next = state.nextAttemptAt ? ` Next attempt: ${state.nextAttemptAt}.` : '';
  const pull = result?.pullRequestNumber ? ` Pull request: #${result.pullRequestNumber}.` : '';
  return `Job \`${jobId}\`: **${status}**${at}, attempt ${attempt}.${next}${pull}${failure ? ` Failure: \`${failure.code}\`.` : ''}`;
}
