import { MAX_INSTRUCTIONS_LENGTH, type Job } from '@ai-coding-agent/contracts';
import type { StartsJob } from './commands/command.js';
import type { Ignored, Trigger } from './trigger.js';

/** The job that a command such as `/fix` asks for; `requestedAt` is ISO 8601. */
export function triggerJob(
  trigger: Trigger,
  { startsOn, needsText }: StartsJob,
  jobId: string,
  requestedAt: string,
): Job | Ignored {
  const { command, thread, requestedBy, origin, place } = trigger;
  const { repository, number } = thread;
  if (startsOn !== thread.kind) {
    return { ignored: `/${command.name} is for ${startsOn === 'issue' ? 'issues' : 'pull requests'}` };
  }
  if (!thread.isOpen) return { ignored: `the ${thread.kind === 'issue' ? 'issue' : 'pull request'} is closed` };
  if (needsText && command.text === '') return { ignored: `/${command.name} needs a text` };
  if (command.text.length > MAX_INSTRUCTIONS_LENGTH) return { ignored: 'the text of the command is too long' };
  const common = { schemaVersion: 1, jobId, repository, requestedAt, requestedBy, origin } as const;
  return thread.kind === 'issue'
    ? { ...common, mode: 'quickfix', issueNumber: number, ...(command.text && { instructions: command.text }) }
    : { ...common, mode: 'refine', pullRequestNumber: number, instructions: command.text, ...(place && { place }) };
}
