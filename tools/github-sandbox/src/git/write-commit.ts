import { runGit } from './run-git.js';

/** A regular file by its text or bytes; with a mode for programs and symbolic links; null removes it. */
export type FileContent =
  string | Uint8Array | { readonly content: string | Uint8Array; readonly mode: '100644' | '100755' | '120000' } | null;

/** Files by path. */
export type FileChanges = Readonly<Record<string, FileContent>>;

export interface CommitInput {
  readonly branch: string;
  /** Commit to build on; undefined makes a first commit. */
  readonly parent: string | undefined;
  readonly files: FileChanges;
  readonly author: string;
  readonly email: string;
  readonly message: string;
  /** Of author and committer; now when absent. */
  readonly date: Date | undefined;
}

/** Writes one commit onto a branch of a bare repository. */
export async function writeCommit(directory: string, commit: CommitInput): Promise<void> {
  const parts: Uint8Array[] = [];
  const line = (text: string) => parts.push(Buffer.from(`${text}\n`));
  const data = (content: string | Uint8Array) => {
    const bytes = Buffer.from(content as Uint8Array);
    line(`data ${bytes.length}`);
    parts.push(bytes);
    line('');
  };
  const seconds = Math.floor((commit.date ?? new Date()).getTime() / 1000);
  line(`commit refs/heads/${commit.branch}`);
  const person = `${withoutCrud(commit.author)} <${withoutCrud(commit.email)}> ${seconds} +0000`;
  line(`author ${person}`);
  line(`committer ${person}`);
  data(commit.message);
  if (commit.parent) line(`from ${commit.parent}`);
  for (const [path, file] of Object.entries(commit.files)) {
    if (file === null) {
      line(`D ${quoted(path)}`);
      continue;
    }
    const { content, mode } =
      typeof file === 'string' || file instanceof Uint8Array ? { content: file, mode: '100644' } : file;
    line(`M ${mode} inline ${quoted(path)}`);
    data(content);
  }
  await runGit(directory, ['fast-import', '--quiet'], { input: Buffer.concat(parts) });
}

/** What `git commit` leaves out of names as well. */
function withoutCrud(name: string): string {
  return name.replace(/[<>\n\0]/g, '').trim();
}

function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
