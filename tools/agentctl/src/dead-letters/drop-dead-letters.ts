import type { ChannelModel } from 'amqplib';
import { CommandFailure, EXIT_CODES } from '../exit-code.js';
import { plainText } from '../output/plain-text.js';
import { printJson } from '../output/wants-json.js';
import { browseDeadLetters } from './browse-dead-letters.js';
import { describeDeadLetter } from './dead-letter.js';
import { isMeant, type DeadLetterFilter } from './dead-letter-filter.js';

/** Deletes the dead letters that are meant. */
export async function dropDeadLetters(
  connection: ChannelModel,
  filter: DeadLetterFilter,
  { yes, json }: { readonly yes: boolean; readonly json: boolean },
): Promise<void> {
  const dropped: string[] = [];
  await browseDeadLetters(connection, async (message) => {
    const letter = describeDeadLetter(message);
    if (!isMeant(letter, filter)) return 'keep';
    dropped.push(letter.jobId);
    if (!json)
      console.log(plainText(`${yes ? 'dropped' : 'would drop'} ${letter.jobId || 'a message'} (${letter.reason})`));
    return yes ? 'done' : 'keep';
  });
  if (json) printJson({ dryRun: !yes, dropped });
  if (filter.id !== undefined && dropped.length === 0) {
    throw new CommandFailure(`there is no dead letter ${filter.id}`, EXIT_CODES.notFound);
  }
  if (!yes && dropped.length > 0) console.error('Nothing was done: add --yes.');
}
