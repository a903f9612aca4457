import { JobFailure } from '@ai-coding-agent/failures';
import type { Issue, Issues, Remark } from '@ai-coding-agent/job-pipeline';
import type { Octokit } from '@octokit/rest';
import type { GitHubClients } from './github-clients.js';
import { callGitHub } from './github-failure.js';
import type { GitHubPermissions } from './github-permissions.js';
import { isJobComment } from './job-comment-marker.js';
import { repositoryParameters } from './repository-parameters.js';

const PAGE = 100;
/** People whose permission is asked for, the latest to speak first. */
const MAX_SPEAKERS = 10;

/** Issues at GitHub. */
export class GitHubIssues implements Issues {
  readonly #clients: GitHubClients;
  readonly #permissions: GitHubPermissions;

  constructor(clients: GitHubClients, permissions: GitHubPermissions) {
    this.#clients = clients;
    this.#permissions = permissions;
  }

  async read(repository: string, number: number): Promise<Issue> {
    return callGitHub('issue-not-found', async () => {
      const octokit = await this.#clients.octokit(repository);
      const { data } = await octokit.rest.issues.get({ ...repositoryParameters(repository), issue_number: number });
      if (data.pull_request) throw new JobFailure('issue-is-pull-request', { detail: `#${number}` });
      const remarks = data.comments > 0 ? await this.#latestRemarks(octokit, repository, number, data.comments) : [];
      return {
        number,
        title: data.title,
        body: data.body ?? '',
        author: data.user?.login ?? 'ghost',
        url: data.html_url,
        conversation: await this.#byWriters(repository, remarks),
      };
    });
  }

  /** The last page of the comments, and the one before it when the last is short. */
  async #latestRemarks(octokit: Octokit, repository: string, number: number, count: number): Promise<Remark[]> {
    const lastPage = Math.ceil(count / PAGE);
    const pages = count % PAGE > 0 && count % PAGE < 30 && lastPage > 1 ? [lastPage - 1, lastPage] : [lastPage];
    const answers = await Promise.all(
      pages.map((page) =>
        octokit.rest.issues.listComments({
          ...repositoryParameters(repository),
          issue_number: number,
          per_page: PAGE,
          page,
        }),
      ),
    );
    return answers
      .flatMap(({ data }) => data)
      .filter(({ user, body }) => user && user.type !== 'Bot' && body && !isJobComment(body))
      .map(({ user, body, created_at }) => ({
        author: user?.login ?? '',
        body: body ?? '',
        createdAt: created_at,
      }));
  }

  async #byWriters(repository: string, remarks: readonly Remark[]): Promise<Remark[]> {
    const speakers = [...new Set(remarks.map(({ author }) => author).toReversed())].slice(0, MAX_SPEAKERS);
    const allowed = await Promise.all(
      speakers.map(async (login) => ((await this.#permissions.mayWrite(repository, login)) ? login : undefined)),
    );
    return remarks.filter(({ author }) => allowed.includes(author));
  }
}
