import type { ChannelModel, GetMessage } from 'amqplib';
import { CommandFailure, EXIT_CODES } from '../exit-code.js';
import { plainText } from '../output/plain-text.js';
import { printJson } from '../output/wants-json.js';
import { browseDeadLetters } from './browse-dead-letters.js';
import { describeDeadLetter, type DeadLetter } from './dead-letter.js';
import { isMeant } from './dead-letter-filter.js';

/** Longest body that is shown, in characters. */
const MAX_BODY = 20_000;

type Shown = DeadLetter & { readonly routingKey: string; readonly headers: unknown; readonly body: unknown };

/** @throws CommandFailure when there is no such dead letter */
export async function showDeadLetter(connection: ChannelModel, id: string, json: boolean): Promise<void> {
  let found: Shown | undefined;
  await browseDeadLetters(connection, async (message) => {
    const letter = describeDeadLetter(message);
    if (isMeant(letter, { id })) {
      const { routingKey } = message.fields;
      found = { ...letter, routingKey, headers: message.properties.headers ?? {}, body: bodyOf(message) };
    }
    return 'keep';
  });
  if (!found) throw new CommandFailure(`there is no dead letter ${id}`, EXIT_CODES.notFound);
  if (json) return printJson(found);
  for (const [name, value] of Object.entries(found)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    console.log(`${`${name}:`.padEnd(14)}${plainText(text)}`);
  }
}

function bodyOf({ content }: GetMessage): unknown {
  const text = content.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, MAX_BODY);
  }
}
