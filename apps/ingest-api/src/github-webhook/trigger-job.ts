import { MAX_INSTRUCTIONS_LENGTH, type Job } from '@ai-coding-agent/contracts';
import { commandNamed } from './commands/command-list.js';
import type { Ignored, Trigger } from './trigger.js';

/** The job that `/fix` or `/refine` asks for; `requestedAt` is ISO 8601. */
export function triggerJob(trigger: Trigger, jobId: string, requestedAt: string): Job | Ignored {
  const { command, thread, requestedBy, origin, place } = trigger;
  const { startsOn, needsText } = commandNamed(command.name);
  const { repository, number } = thread;
  if (startsOn !== thread.kind) {
    return { ignored: `/${command.name} is for ${startsOn === 'issue' ? 'issues' : 'pull requests'}` };
  }
  if (needsText && command.text === '') return { ignored: `/${command.name} needs a text` };
  if (command.text.length > MAX_INSTRUCTIONS_LENGTH) return { ignored: 'the text of the command is too long' };
  const common = { schemaVersion: 1, jobId, repository, requestedAt, requestedBy, origin } as const;
  return thread.kind === 'issue'
    ? { ...common, mode: 'quickfix', issueNumber: number, ...(command.text && { instructions: command.text }) }
    : { ...common, mode: 'refine', pullRequestNumber: number, instructions: command.text, ...(place && { place }) };
}
