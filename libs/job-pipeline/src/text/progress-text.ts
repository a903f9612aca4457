import type { Job, JobStage } from '@ai-coding-agent/contracts';
import { footer, type CommentFacts } from './footer-text.js';

/** What goes on in each stage, for whoever waits. */
const NOW: Readonly<Record<JobStage, string>> = {
  authorize: 'Asking who may start this.',
  'read-issue': 'Reading the issue.',
  'read-pull-request': 'Reading the pull request.',
  'prepare-checkout': 'Fetching the code.',
  'apply-edits': 'The model is working on the files.',
  'verify-edits': 'Running the checks of this repository.',
  'guard-changes': 'Looking at what was changed.',
  'commit-edits': 'Committing the change.',
  'push-branch': 'Pushing the branch.',
  'open-pull-request': 'Opening the pull request.',
  report: 'Writing down how it went.',
};

/** The comment of a job that runs. */
export function progressComment(job: Job, stage: JobStage, facts: CommentFacts): string {
  return [`⏳ **Running: \`${stage}\`.** ${NOW[stage]}`, footer(job, facts)].join('\n\n');
}
