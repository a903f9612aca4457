import type { CommentedJob, JobComments } from '@ai-coding-agent/job-pipeline';
import type { Octokit } from '@octokit/rest';
import type { GitHubClients } from './github-clients.js';
import { callGitHub, hasStatus } from './github-failure.js';
import { jobCommentMarker } from './job-comment-marker.js';
import { repositoryParameters } from './repository-parameters.js';

/** A comment may look older than its job when the clocks differ, in milliseconds. */
const CLOCK_SKEW_MS = 600_000;
const MAX_REMEMBERED = 200;

interface KnownComment {
  readonly id: number;
  /** Whether it was the only one when the thread was read after it was there. */
  readonly isAlone: boolean;
}

/**
 * The comments of jobs at GitHub: created once, found by a hidden marker, edited in place. GitHub may carry out what
 * a worker asked for just before it was killed, while the next worker creates a comment of its own. So whoever
 * created one looks once more before it edits it, and the oldest stays.
 */
export class GitHubJobComments implements JobComments {
  readonly #clients: GitHubClients;
  readonly #agentLogin: string | undefined;
  /** Comment by job, so that an edit needs no search. */
  readonly #known = new Map<string, KnownComment>();

  /** @param agentLogin whose comments count as ours; by default those of the account that `clients` act as */
  constructor(clients: GitHubClients, agentLogin: string | undefined) {
    this.#clients = clients;
    this.#agentLogin = agentLogin;
  }

  async put(job: CommentedJob, number: number, text: string): Promise<string> {
    return callGitHub('issue-not-found', async () => {
      const octokit = await this.#clients.octokit(job.repository);
      const body = `${text}\n\n${jobCommentMarker(job.jobId)}`;
      const known = this.#known.get(job.jobId);
      const id = known?.isAlone ? known.id : ((await this.#findOne(octokit, job, number)) ?? known?.id);
      const edited = id === undefined ? undefined : await this.#edit(octokit, job, id, body);
      return edited ?? (await this.#create(octokit, job, number, body));
    });
  }

  /** The oldest comment of the job. Any other one of ours is removed. */
  async #findOne(octokit: Octokit, job: CommentedJob, number: number): Promise<number | undefined> {
    const marked = await this.#findMarked(octokit, job, number);
    if (marked.length === 0) return undefined;
    const login = (this.#agentLogin ?? (await this.#clients.login()))?.toLowerCase();
    if (login === undefined) return marked[0]?.id;
    const [oldest, ...others] = marked.filter(({ user }) => user?.login.toLowerCase() === login);
    for (const { id } of others) await remove(octokit, job, id);
    return oldest?.id;
  }

  async #findMarked(octokit: Octokit, job: CommentedJob, number: number) {
    const since = new Date(Date.parse(job.requestedAt) - CLOCK_SKEW_MS).toISOString();
    const comments = await octokit.paginate(octokit.rest.issues.listComments, {
      ...repositoryParameters(job.repository),
      issue_number: number,
      per_page: 100,
      since,
    });
    const marker = jobCommentMarker(job.jobId);
    return comments.filter(({ body }) => body?.trimEnd().endsWith(marker)).sort((a, b) => a.id - b.id);
  }

  /** Undefined when somebody deleted the comment. */
  async #edit(octokit: Octokit, job: CommentedJob, id: number, body: string): Promise<string | undefined> {
    try {
      const parameters = { ...repositoryParameters(job.repository), comment_id: id, body };
      const { data } = await octokit.rest.issues.updateComment(parameters);
      this.#remember(job.jobId, { id, isAlone: true });
      return data.html_url;
    } catch (error) {
      if (!hasStatus(error, 404)) throw error;
      this.#known.delete(job.jobId);
      return undefined;
    }
  }

  async #create(octokit: Octokit, job: CommentedJob, number: number, body: string): Promise<string> {
    const parameters = { ...repositoryParameters(job.repository), issue_number: number, body };
    const { data } = await octokit.rest.issues.createComment(parameters);
    this.#remember(job.jobId, { id: data.id, isAlone: false });
    return data.html_url;
  }

  #remember(jobId: string, comment: KnownComment): void {
    this.#known.set(jobId, comment);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_REMEMBERED && oldest) this.#known.delete(oldest);
  }
}

async function remove(octokit: Octokit, job: CommentedJob, id: number): Promise<void> {
  try {
    await octokit.rest.issues.deleteComment({ ...repositoryParameters(job.repository), comment_id: id });
  } catch (error) {
    if (!hasStatus(error, 403, 404)) throw error;
  }
}
