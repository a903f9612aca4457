import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkout, CheckoutRequest, Checkouts } from '@ai-coding-agent/job-pipeline';
import { writeAgentGitDirectory } from './agent-git-directory.js';
import { CheckoutFiles } from './checkout-files.js';
import { CheckoutFolder } from './checkout-folder.js';
import { closeToGroup } from './close-to-group.js';
import { cloneBase } from './clone-base.js';
import { plainAuthor, type CommitAuthor } from './commit-author.js';
import type { CommitFacts } from './commit-facts.js';
import { GitCheckout } from './git-checkout.js';
import { fileFailure } from './git-failure.js';
import { Git } from './git.js';
import { MirrorStore, type MirrorStoreOptions } from './mirror-store.js';
import { parseGitIndex } from './parse-git-index.js';
import { readRemoteBranch, readTip, type FoundBranch } from './read-remote-branch.js';
import { RemoteRepository } from './remote-repository.js';
import type { Variables } from './sealed-environment.js';
import { together } from './together.js';

export interface GitCheckoutsOptions {
  /** Web address of the forge; a repository is cloned from `OWNER/NAME.git` below it. */
  readonly serverUrl: string;
  /** Folder for the checkouts; made when it is missing. */
  readonly workspaceDirectory: string;
  /** Whose commits the agent makes, and by whose address it knows them again. */
  readonly author: CommitAuthor;
  /** A token for the repository, asked for before each conversation with the server; absent for anonymous access. */
  readonly token: (repository: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Program to run; `git` by default. */
  readonly git?: string;
  /** Variables of the worker: git gets `PATH`, proxies and certificates from them, and nothing else. */
  readonly environment?: Variables;
  /**
   * Whether the agent is another user of this process's group, as in a container of its own: it may then change the
   * files, and read what they need of git, and nothing else. False by default.
   */
  readonly sharedWithGroup?: boolean;
  /** Where repositories that were seen before are kept; absent to keep nothing. */
  readonly mirrors?: MirrorStoreOptions;
  /** How long a server may be silent before it counts as unreachable; 60 by default. */
  readonly stallSeconds?: number;
}

/** Checkouts of repositories that are cloned by native git over HTTP. */
export class GitCheckouts implements Checkouts {
  readonly #mirrors: MirrorStore | undefined;

  constructor(private readonly options: GitCheckoutsOptions) {
    this.#mirrors = options.mirrors && new MirrorStore(options.mirrors);
  }

  async prepare(request: CheckoutRequest): Promise<Checkout> {
    const { repository, signal } = request;
    signal.throwIfAborted();
    const remote = await this.connect(repository, signal);
    try {
      const folder = await CheckoutFolder.create(this.options.workspaceDirectory, this.options.sharedWithGroup);
      try {
        return await this.fill(folder, remote, request);
      } catch (error) {
        await folder.remove();
        throw error;
      }
    } catch (error) {
      throw fileFailure(error);
    }
  }

  private async fill(folder: CheckoutFolder, remote: RemoteRepository, request: CheckoutRequest): Promise<Checkout> {
    const { jobId, base, branch, signal } = request;
    const author = plainAuthor(this.options.author);
    const git = this.gitAt(folder);
    const branchRequest = { git, remote, folder, author, jobId, base, branch };
    // The branch of a refine is its base: asked twice, the answers could differ.
    const askTip = base !== branch;
    const [{ head: baseCommit, kept }, otherTip] = await together(
      signal,
      (either) => cloneBase({ git, remote, folder, base, mirrors: this.#mirrors }, either),
      async (either) => (askTip ? readTip(branchRequest, either) : undefined),
    );
    const tip = askTip ? otherTip : baseCommit.id;
    const found: FoundBranch = tip
      ? await readRemoteBranch({ ...branchRequest, baseCommit, tip }, signal)
      : { remoteBranch: { state: 'absent' }, expected: '' };
    const connect = (pushSignal: AbortSignal): Promise<RemoteRepository> => this.connect(remote.name, pushSignal);
    // Native git made it with the rights of the files.
    if (this.options.sharedWithGroup) await closeToGroup(folder.clone);
    const written = await this.writeFiles(folder, base, baseCommit);
    return new GitCheckout({
      ...{ base, branch, baseCommit: baseCommit.id, folder, author, git, connect, kept },
      ...found,
      ...written,
    });
  }

  /** Leaves the checkout to the agent: from here on, what lies in it proves nothing. */
  private async writeFiles(folder: CheckoutFolder, base: string, { id: baseCommit }: CommitFacts) {
    const tracked = parseGitIndex(await readFile(join(folder.clone, 'index')));
    const shallow = await readFile(join(folder.clone, 'shallow'), 'utf8').catch(() => undefined);
    const readyAt = await writeAgentGitDirectory({ folder, base, baseCommit, shallow });
    return { baseline: { tracked, readyAt }, shallow, files: await CheckoutFiles.at(folder.files) };
  }

  private gitAt({ home }: CheckoutFolder): Git {
    const { git = 'git', environment = {}, stallSeconds = 60, sharedWithGroup } = this.options;
    const umask = sharedWithGroup ? '007' : undefined;
    return new Git({ command: git, deployment: environment, home, stallSeconds, umask });
  }

  private async connect(repository: string, signal: AbortSignal): Promise<RemoteRepository> {
    const token = await this.options.token(repository, signal);
    return new RemoteRepository(this.options.serverUrl, repository, token);
  }
}
