import { JobFailure } from '@ai-coding-agent/failures';
import type { Change, Checkout } from '../ports/checkouts.js';
import type { SecretScanner } from '../ports/secret-scanner.js';

/** Largest change that is pushed. */
const MAX_FILES = 100;
const MAX_FILE_BYTES = 1_000_000;

/**
 * Refuses the whole change when any part of it must not be pushed, also when the rest is good.
 * @throws JobFailure `protected-path`, `link-added`, `change-too-large`, `secret-in-change`
 */
export async function guardChanges(
  changes: readonly Change[],
  checkout: Pick<Checkout, 'added'>,
  { secrets }: { readonly secrets: SecretScanner },
): Promise<void> {
  for (const { path, type, size } of changes) {
    if (isProtected(path)) throw new JobFailure('protected-path', { detail: path });
    if (type !== 'file') throw new JobFailure('link-added', { detail: path });
    if (size > MAX_FILE_BYTES) throw new JobFailure('change-too-large', { detail: `${path} has ${size} bytes` });
  }
  if (changes.length > MAX_FILES) {
    throw new JobFailure('change-too-large', { detail: `${changes.length} files; at most ${MAX_FILES} are allowed` });
  }
  // Last, because only now the files are known to be few and small.
  const found = await secrets.scan(await checkout.added(changes));
  if (found) throw new JobFailure('secret-in-change', { detail: `${found.kind} in ${found.path}` });
}

/** File systems that know no case would take `.GIT` for `.git`. */
function isProtected(path: string): boolean {
  const parts = path.toLowerCase().split('/');
  return (
    parts.includes('.git') ||
    parts.at(-1) === '.gitmodules' ||
    (parts[0] === '.github' && parts[1] === 'workflows') ||
    parts.includes('..')
  );
}
