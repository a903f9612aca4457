import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError which commander turns into a message with the name of the option */
export function parseWholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('It has to be a whole number from 1.');
  return number;
}
