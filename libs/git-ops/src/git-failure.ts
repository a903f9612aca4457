import { JobFailure, redact, type FailureCode } from '@ai-coding-agent/failures';

/** How a git process ended. */
export interface GitExit {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly repository?: string | undefined;
  /** The branch that it was about. */
  readonly subject?: string | undefined;
  readonly secrets?: readonly string[];
}

/** Which of the words are the detail that a maintainer reads. */
type Detail = 'server' | 'reason' | 'subject' | 'repository' | 'moved' | 'program' | 'sha256' | 'none';

interface Row {
  /** What this machine's git says. */
  readonly says?: RegExp;
  /** What the server says, which may be anything. */
  readonly serverSays?: RegExp;
  readonly code: FailureCode;
  readonly detail: Detail;
}

/** The first row that fits counts. Texts are those of git 2.39 with LC_ALL=C, and GitHub's. */
const ROWS: readonly Row[] = [
  { says: /No space left on device|Disk quota exceeded|unable to write file /, code: 'disk-full', detail: 'none' },
  { serverSays: /archived so it is read-only/, code: 'push-rejected', detail: 'server' },
  { says: /could not read (Username|Password) for|Authentication failed for/, code: 'git-auth', detail: 'server' },
  { says: /returned error: (401|403)/, code: 'git-auth', detail: 'server' },
  { says: /returned error: 429|RPC failed; HTTP 429/, code: 'github-rate-limited', detail: 'none' },
  { says: /returned error: 30[12378]/, code: 'repository-not-found', detail: 'moved' },
  {
    says: /repository '.*' not found|returned error: (404|410|451)/,
    code: 'repository-not-found',
    detail: 'repository',
  },
  { says: /Remote branch .* not found in upstream/, code: 'base-branch-not-found', detail: 'subject' },
  { says: /couldn't find remote ref|invalid refspec/, code: 'base-branch-not-found', detail: 'subject' },
  {
    says: /\[rejected\] \((stale info|fetch first|non-fast-forward|needs force)\)/,
    code: 'branch-moved',
    detail: 'subject',
  },
  { serverSays: /cannot lock ref .*cannot create/, code: 'push-rejected', detail: 'server' },
  { serverSays: /cannot lock ref/, code: 'branch-moved', detail: 'subject' },
  {
    says: /\[remote rejected\] \((cannot lock ref|reference already exists|incorrect old)/,
    code: 'branch-moved',
    detail: 'subject',
  },
  { says: /\[remote rejected\]/, code: 'push-rejected', detail: 'server' },
  { says: /HTTP 413|returned error: 413/, code: 'push-rejected', detail: 'reason' },
  { says: /\[remote failure\]/, code: 'git-unreachable', detail: 'reason' },
  { says: /returned error: 5\d\d|RPC failed; HTTP 5\d\d/, code: 'git-unreachable', detail: 'reason' },
  {
    says: /Could not resolve (host|proxy)|Failed to connect to|Couldn't connect/,
    code: 'git-unreachable',
    detail: 'reason',
  },
  { says: /Connection (refused|reset|timed out)|Recv failure|Send failure/, code: 'git-unreachable', detail: 'reason' },
  {
    says: /Operation (too slow|timed out)|timed out|Empty reply from server/,
    code: 'git-unreachable',
    detail: 'reason',
  },
  { says: /transfer closed|early EOF|RPC failed; curl|HTTP\/2 stream/, code: 'git-unreachable', detail: 'reason' },
  { says: /remote end hung up|unexpected disconnect|expected flush after/, code: 'git-unreachable', detail: 'reason' },
  { says: /SSL |TLS |certificate|gnutls_handshake/, code: 'git-unreachable', detail: 'reason' },
  { says: /mismatched algorithms/, code: 'git-failed', detail: 'sha256' },
  { says: /^sh: .*not found$/m, code: 'git-failed', detail: 'program' },
];

/** Why a git process failed. */
export function gitFailure(exit: GitExit): JobFailure {
  const server = serverLines(exit.stderr);
  const said = `${exit.stdout}\n${exit.stderr.replace(/^remote:.*$/gm, '')}`;
  const row = ROWS.find(({ says, serverSays }) => (says ? says.test(said) : serverSays?.test(server)));
  const clean = (text: string): string => shorten(redact(text, exit.secrets));
  const cause = new Error(`git exited with ${exit.exitCode}: ${redact(said.trim(), exit.secrets)}`);
  if (!row) return new JobFailure('git-failed', { cause });
  return new JobFailure(row.code, { detail: clean(detailOf(row.detail, exit, said, server)) || undefined, cause });
}

/** A failure of the file system, where it is one that we know; anything else as it is. */
export function fileFailure(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT' ? new JobFailure('disk-full', { cause: error }) : error;
}

function detailOf(detail: Detail, exit: GitExit, said: string, server: string): string {
  switch (detail) {
    case 'none':
      return '';
    case 'subject':
      return exit.subject ?? '';
    case 'repository':
      return exit.repository ?? '';
    case 'moved':
      return `${exit.repository ?? 'it'} has moved: use its present name`;
    case 'program':
      return 'git is not installed';
    case 'sha256':
      return 'repositories with SHA-256 are not supported';
    case 'server':
      return server || reasonOf(said);
    case 'reason':
      return reasonOf(said);
  }
}

/** What the server's hooks and rules printed, without prefixes and padding. */
function serverLines(stderr: string): string {
  return [...stderr.matchAll(/^remote: ?(.*)$/gm)]
    .map(([, line]) => line?.trim())
    .filter(Boolean)
    .join(' ');
}

/** The words after the address, or in the brackets of `--porcelain`. */
function reasonOf(said: string): string {
  const [, inBrackets] = /^!\t.*\[[\w ]+\] \((.*)\)$/m.exec(said) ?? [];
  const [, fatal] = /^(?:fatal|error): (?:unable to access '[^']*': )?(.*)$/m.exec(said) ?? [];
  return inBrackets ?? fatal ?? '';
}

function shorten(text: string): string {
  // eslint-disable-next-line no-control-regex -- terminals and logs must not be painted by a server
  const plain = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain;
}
