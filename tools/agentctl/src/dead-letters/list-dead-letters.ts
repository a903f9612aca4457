import type { ChannelModel } from 'amqplib';
import { printTable } from '../output/print-table.js';
import { printJson } from '../output/wants-json.js';
import { browseDeadLetters } from './browse-dead-letters.js';
import { describeDeadLetter, type DeadLetter } from './dead-letter.js';
import { isMeant, type DeadLetterFilter } from './dead-letter-filter.js';

/** Prints the dead letters that are meant and leaves them where they are. */
export async function listDeadLetters(connection: ChannelModel, filter: DeadLetterFilter, json: boolean) {
  const deadLetters: DeadLetter[] = [];
  await browseDeadLetters(connection, async (message) => {
    const letter = describeDeadLetter(message);
    if (isMeant(letter, filter)) deadLetters.push(letter);
    return 'keep';
  });
  if (json) return printJson({ deadLetters });
  if (deadLetters.length === 0) return console.error('no dead letters');
  printTable(
    ['JOB', 'MODE', 'REPOSITORY', 'ATTEMPT', 'SINCE', 'REASON'],
    deadLetters.map(({ jobId, mode, repository, attempt, since, reason }) => [
      jobId,
      mode ?? '-',
      repository ?? '-',
      attempt,
      since ?? '-',
      reason,
    ]),
  );
}
