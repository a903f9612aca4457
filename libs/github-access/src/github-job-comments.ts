import type { CommentedJob, JobComments } from '@ai-coding-agent/job-pipeline';
import type { Octokit } from '@octokit/rest';
import type { GitHubClients } from './github-clients.js';
import { callGitHub, hasStatus } from './github-failure.js';
import { jobCommentMarker } from './job-comment-marker.js';
import { repositoryParameters } from './repository-parameters.js';

/** A comment may look older than its job when the clocks differ, in milliseconds. */
const CLOCK_SKEW_MS = 600_000;
const MAX_REMEMBERED = 200;

/** The comments of jobs at GitHub: created once, found by a hidden marker, edited in place. */
export class GitHubJobComments implements JobComments {
  readonly #clients: GitHubClients;
  readonly #agentLogin: string | undefined;
  /** Comment by job, so that an edit needs no search. */
  readonly #known = new Map<string, number>();

  /** @param agentLogin whose comments count as ours; anybody's with the marker when it is not known */
  constructor(clients: GitHubClients, agentLogin: string | undefined) {
    this.#clients = clients;
    this.#agentLogin = agentLogin?.toLowerCase();
  }

  async put(job: CommentedJob, number: number, text: string): Promise<string> {
    return callGitHub('issue-not-found', async () => {
      const octokit = await this.#clients.octokit(job.repository);
      const body = `${text}\n\n${jobCommentMarker(job.jobId)}`;
      const id = this.#known.get(job.jobId) ?? (await this.#find(octokit, job, number));
      const edited = id === undefined ? undefined : await this.#edit(octokit, job, id, body);
      return edited ?? (await this.#create(octokit, job, number, body));
    });
  }

  async #find(octokit: Octokit, job: CommentedJob, number: number): Promise<number | undefined> {
    const since = new Date(Date.parse(job.requestedAt) - CLOCK_SKEW_MS).toISOString();
    const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
      ...repositoryParameters(job.repository),
      issue_number: number,
      per_page: 100,
      since,
    });
    const marker = jobCommentMarker(job.jobId);
    for await (const { data } of pages) {
      const found = data.find(({ body, user }) => body?.includes(marker) && this.#isOurs(user?.login));
      if (found) return found.id;
    }
    return undefined;
  }

  #isOurs(login: string | undefined): boolean {
    return this.#agentLogin === undefined || login?.toLowerCase() === this.#agentLogin;
  }

  /** Undefined when somebody deleted the comment. */
  async #edit(octokit: Octokit, job: CommentedJob, id: number, body: string): Promise<string | undefined> {
    try {
      const parameters = { ...repositoryParameters(job.repository), comment_id: id, body };
      const { data } = await octokit.rest.issues.updateComment(parameters);
      this.#remember(job.jobId, id);
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
    this.#remember(job.jobId, data.id);
    return data.html_url;
  }

  #remember(jobId: string, id: number): void {
    this.#known.set(jobId, id);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_REMEMBERED && oldest) this.#known.delete(oldest);
  }
}
