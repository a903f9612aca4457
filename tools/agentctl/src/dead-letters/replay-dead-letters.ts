import type { ChannelModel } from 'amqplib';
import { CommandFailure, EXIT_CODES } from '../exit-code.js';
import { plainText } from '../output/plain-text.js';
import { printJson } from '../output/wants-json.js';
import { required } from '../settings.js';
import { browseDeadLetters } from './browse-dead-letters.js';
import { describeDeadLetter, jobIn } from './dead-letter.js';
import { isMeant, type DeadLetterFilter } from './dead-letter-filter.js';
import { JobReplayer } from './job-replayer.js';
import { replayedJob } from './replayed-job.js';

interface Replayed {
  readonly jobId: string;
  readonly newJobId: string;
}

/**
 * Publishes each dead job that is meant anew, and acknowledges the dead letter only then: killed in between, it is
 * there twice, with the same id, and the workers do it once.
 */
export async function replayDeadLetters(
  env: NodeJS.ProcessEnv,
  connection: ChannelModel,
  filter: DeadLetterFilter,
  { yes, json }: { readonly yes: boolean; readonly json: boolean },
): Promise<void> {
  const replayed: Replayed[] = [];
  const skipped: { jobId: string; why: string }[] = [];
  const known = new Set<string>();
  const replayer = yes ? await JobReplayer.open(required(env, 'RABBITMQ_URL')) : undefined;
  try {
    await browseDeadLetters(connection, async (message) => {
      const letter = describeDeadLetter(message);
      if (!isMeant(letter, filter)) return 'keep';
      const job = jobIn(message);
      if (!job) {
        skipped.push({ jobId: letter.jobId, why: letter.invalid ?? 'no valid job' });
        return 'keep';
      }
      const { jobId: newJobId } = replayedJob(job);
      const isRepeated = known.has(newJobId);
      known.add(newJobId);
      if (!isRepeated) {
        await replayer?.replay(message);
        replayed.push({ jobId: job.jobId, newJobId });
        if (!json) console.log(`${yes ? 'replayed' : 'would replay'} ${job.jobId} as ${newJobId}`);
      }
      return yes ? 'done' : 'keep';
    });
  } finally {
    await replayer?.close();
  }
  if (json) printJson({ dryRun: !yes, replayed, skipped });
  for (const { jobId, why } of skipped) console.error(`skipped ${plainText(jobId || 'a message')}: ${why}`);
  if (filter.id !== undefined && replayed.length + skipped.length === 0) {
    throw new CommandFailure(`there is no dead letter ${filter.id}`, EXIT_CODES.notFound);
  }
  if (!yes && replayed.length > 0) console.error('Nothing was done: add --yes.');
  if (skipped.length > 0) process.exitCode = EXIT_CODES.failed;
}
