import { lstatSync, type Dirent, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { JobFailure } from '@ai-coding-agent/failures';
import type { Change } from '@ai-coding-agent/job-pipeline';
import { fromBytePath, isTextPath, joinBytePath, toFileName, type BytePath } from './byte-path.js';
import { typeBefore, typeNow } from './change-type.js';
import type { CheckoutFiles } from './checkout-files.js';
import { IgnoreRules } from './ignore-rules.js';
import { isDotGit } from './is-dot-git.js';
import { hasContent, isUntouched, type Baseline } from './is-untouched.js';
import { SUBMODULE_MODE, type TrackedDirectory, type TrackedFile } from './tracked-files.js';

/** More changes than any job may make: the search ends there, and so does the job. */
const MOST_CHANGES = 20_000;
/** A `.gitignore` that is longer, in bytes, is not read. */
const MAX_IGNORE_FILE_BYTES = 1024 * 1024;

type Entry = Dirent<Buffer>;

/**
 * What differs from the base commit. Every file is looked at as it is now; nothing is asked of git.
 * @throws JobFailure `change-too-large` when there are too many changes to list
 */
export async function findChanges(files: CheckoutFiles, baseline: Baseline): Promise<Change[]> {
  const search = new ChangeSearch(files, baseline);
  const rules = IgnoreRules.ofRoot((path) => readIgnoreFile(files, path));
  await search.compareFolder('', baseline.tracked, rules);
  await search.readSuspects();
  return search.found.sort((a, b) => (a.bytes < b.bytes ? -1 : 1)).map(({ change }) => change);
}

class ChangeSearch {
  readonly found: { readonly bytes: BytePath; readonly change: Change }[] = [];
  /** Files that only their content can tell about. */
  readonly #suspects: { readonly path: BytePath; readonly file: TrackedFile; readonly stats: Stats }[] = [];

  constructor(
    private readonly files: CheckoutFiles,
    private readonly baseline: Baseline,
  ) {}

  async compareFolder(path: BytePath, tracked: TrackedDirectory | undefined, rules: IgnoreRules): Promise<void> {
    const entries = await this.list(path);
    if (!entries) return this.add(path, tracked ? 'modified' : 'added', 'other', 0);
    await Promise.all([
      ...Array.from(tracked?.files ?? [], ([name, file]) =>
        this.compareFile(joinBytePath(path, name), file, entries.get(name)),
      ),
      ...Array.from(tracked?.directories ?? [], async ([name, inner]) => {
        const isFolder = entries.get(name)?.isDirectory() ?? false;
        if (isFolder) return this.compareFolder(joinBytePath(path, name), inner, rules.inside(name));
        return this.addDeleted(joinBytePath(path, name), inner);
      }),
    ]);
    for (const [name, entry] of entries) {
      if (path === '' && name === '.git') continue;
      if (isKnown(tracked, name, entry)) continue;
      await this.addUntracked(path, name, entry, rules);
    }
  }

  /** One after the other: there may be more of them than files can be open. */
  async readSuspects(): Promise<void> {
    for (const { path, file, stats } of this.#suspects) {
      const now = await hasContent(this.files, path, file, stats).catch(() => 'unreadable' as const);
      if (now === true) continue;
      this.add(path, 'modified', now ? 'other' : typeNow(stats, file), stats.size);
    }
  }

  private async compareFile(path: BytePath, file: TrackedFile, entry: Entry | undefined): Promise<void> {
    if (file.mode === SUBMODULE_MODE) return this.compareSubmodule(path, entry);
    if (!entry || entry.isDirectory()) return this.add(path, 'deleted', typeBefore(file), 0);
    const stats = this.stat(path);
    if (!stats) return this.add(path, 'modified', 'other', 0);
    if (!isUntouched(file, stats, this.baseline.readyAt)) this.#suspects.push({ path, file, stats });
  }

  /** Submodules are not fetched: there is an empty folder for each. */
  private async compareSubmodule(path: BytePath, entry: Entry | undefined): Promise<void> {
    if (!entry) return this.add(path, 'deleted', 'other', 0);
    const inside = entry.isDirectory() ? await this.list(path) : undefined;
    if (inside?.size !== 0) this.add(path, 'modified', 'other', 0);
  }

  private async addUntracked(folder: BytePath, name: BytePath, entry: Entry, rules: IgnoreRules): Promise<void> {
    const path = joinBytePath(folder, name);
    if (isDotGit(name)) return this.add(path, 'added', 'other', 0);
    if (await rules.ignores(name, entry.isDirectory())) return;
    if (entry.isDirectory()) return this.compareFolder(path, undefined, rules.inside(name));
    const stats = this.stat(path);
    this.add(path, 'added', stats ? typeNow(stats) : 'other', stats?.size ?? 0);
  }

  private addDeleted(path: BytePath, directory: TrackedDirectory): void {
    for (const [name, file] of directory.files) this.add(joinBytePath(path, name), 'deleted', typeBefore(file), 0);
    for (const [name, inner] of directory.directories) this.addDeleted(joinBytePath(path, name), inner);
  }

  private add(bytes: BytePath, kind: Change['kind'], type: Change['type'], size: number): void {
    if (this.found.length >= MOST_CHANGES) {
      throw new JobFailure('change-too-large', { detail: `more than ${MOST_CHANGES} files` });
    }
    // A name that is no UTF-8 can't be passed on, so nobody can judge it.
    const change = { path: fromBytePath(bytes), kind, type: isTextPath(bytes) ? type : 'other', size } as const;
    this.found.push({ bytes, change });
  }

  /** Nothing when the folder can't be read, or lies deeper than a path can be long. */
  private async list(path: BytePath): Promise<Map<BytePath, Entry> | undefined> {
    const name = toFileName(this.files.root, path);
    const entries = await readdir(name, { withFileTypes: true, encoding: 'buffer' }).catch(() => undefined);
    return entries && new Map(entries.map((entry) => [entry.name.toString('latin1'), entry]));
  }

  /**
   * Nothing as above, or when it is gone all of a sudden. Asked synchronously, because that takes some microseconds and
   * a promise takes more: less than half the time for 20,000 files.
   */
  private stat(path: BytePath): Stats | undefined {
    try {
      return lstatSync(toFileName(this.files.root, path));
    } catch {
      return undefined;
    }
  }
}

/** Whether the entry was handled together with what is tracked under its name. */
function isKnown(tracked: TrackedDirectory | undefined, name: BytePath, entry: Entry): boolean {
  const file = tracked?.files.get(name);
  if (file) return file.mode === SUBMODULE_MODE || !entry.isDirectory();
  return entry.isDirectory() && (tracked?.directories.has(name) ?? false);
}

/** As git: a link is not followed. What can't be read, or is too long, ignores nothing. */
async function readIgnoreFile(files: CheckoutFiles, path: BytePath): Promise<Buffer | undefined> {
  return files.read(path, MAX_IGNORE_FILE_BYTES).then(
    ({ content }) => content,
    () => undefined,
  );
}
