import { matchesIgnorePattern, parseIgnorePattern, type IgnorePattern } from './ignore-pattern.js';
import { joinBytePath, type BytePath } from './byte-path.js';

/** Gives the content of a file in the checkout, or nothing when it is not one to be trusted with patterns. */
export type ReadIgnoreFile = (path: BytePath) => Promise<Buffer | undefined>;

/** What the `.gitignore` files from the root down to one folder say. They are read when first asked. */
export class IgnoreRules {
  #patterns: Promise<readonly IgnorePattern[]> | undefined;
  #folderIgnored: Promise<boolean> | undefined;

  private constructor(
    private readonly read: ReadIgnoreFile,
    private readonly path: BytePath,
    private readonly parent: IgnoreRules | undefined,
  ) {}

  static ofRoot(read: ReadIgnoreFile): IgnoreRules {
    return new IgnoreRules(read, '', undefined);
  }

  inside(name: BytePath): IgnoreRules {
    return new IgnoreRules(this.read, joinBytePath(this.path, name), this);
  }

  /** Whether an untracked file or folder right in this folder is ignored. */
  async ignores(name: BytePath, isDirectory: boolean): Promise<boolean> {
    this.#folderIgnored ??= this.isFolderIgnored();
    // Git never looks into an ignored folder, so nothing in there can be taken back.
    if (await this.#folderIgnored) return true;
    return this.decide([name], isDirectory);
  }

  private async isFolderIgnored(): Promise<boolean> {
    const name = this.path.slice(this.path.lastIndexOf('/') + 1);
    return (await this.parent?.ignores(name, true)) ?? false;
  }

  /** The last line that fits counts; the innermost file first. */
  private async decide(names: readonly BytePath[], isDirectory: boolean): Promise<boolean> {
    this.#patterns ??= this.readPatterns();
    const fitting = (await this.#patterns).findLast((pattern) => matchesIgnorePattern(pattern, names, isDirectory));
    if (fitting) return !fitting.negated;
    const own = this.path.slice(this.path.lastIndexOf('/') + 1);
    return (await this.parent?.decide([own, ...names], isDirectory)) ?? false;
  }

  private async readPatterns(): Promise<IgnorePattern[]> {
    const content = await this.read(joinBytePath(this.path, '.gitignore'));
    const text = content?.toString('latin1').replace(/^\xef\xbb\xbf/, '') ?? '';
    return text
      .split('\n')
      .map((line) => parseIgnorePattern(line.replace(/\r$/, '')))
      .filter((pattern) => pattern !== undefined);
  }
}
