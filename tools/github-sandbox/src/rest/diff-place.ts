import { lineAtPosition } from '../git/parse-patch.js';
import { GitHubError } from '../world/github-error.js';
import type { DiffPlace, PullRequest } from '../world/pull-request.js';
import { filesBetween } from './files-between.js';
import type { JsonBody } from './json-body.js';

const SIDES = ['LEFT', 'RIGHT'] as const;

/**
 * Where a remark belongs: by `line` and `side`, by the older `position`, or the whole file.
 * @throws GitHubError 422 when none of them is given
 */
export async function diffPlace(pull: PullRequest, body: JsonBody): Promise<DiffPlace> {
  const path = body.text('path');
  const position = body.integer('position');
  const line = body.integer('line');
  const place = {
    path,
    line,
    side: body.oneOf('side', SIDES) ?? 'RIGHT',
    startLine: body.integer('start_line'),
    startSide: body.oneOf('start_side', SIDES),
  } as const;
  if (line !== undefined || body.optionalText('subject_type') === 'file') return place;
  if (position === undefined) throw new GitHubError(422, `Invalid request.\n\n"line" wasn't supplied.`);
  const files = await filesBetween(pull.issue.repository, pull.base.sha, pull.head.sha);
  const patch = files.find((file) => file.path === path)?.patch ?? '';
  return { ...place, ...(lineAtPosition(patch, position) ?? { line: -1 }) };
}
