import { mergeBase } from '../git/merge-base.js';
import { readDiff } from '../git/read-changed-files.js';
import { runGit } from '../git/run-git.js';
import type { Call } from './repository-routes.js';

export type ComparisonText = 'diff' | 'patch';

/** Whether the caller accepts a diff or a patch in place of JSON. */
export function wantedText({ request }: Call): ComparisonText | undefined {
  const [, kind] = /application\/vnd\.github\.(?:v3\.)?(diff|patch)\b/.exec(request.headers.accept ?? '') ?? [];
  return kind as ComparisonText | undefined;
}

/** Answers with what `head` changed since it left `base`. */
export async function sendComparisonText(
  { repository, reply }: Call,
  kind: ComparisonText,
  base: string,
  head: string,
) {
  reply.type(`application/vnd.github.${kind}; charset=utf-8`);
  return reply.send(await comparisonText(repository.directory, kind, base, head));
}

/** A unified diff, or the commits as mails. */
export async function comparisonText(directory: string, kind: ComparisonText, base: string, head: string) {
  if (kind === 'patch') return runGit(directory, ['format-patch', '--stdout', '--no-signature', `${base}..${head}`]);
  return readDiff(directory, (await mergeBase(directory, base, head)) ?? base, head);
}
