import type {
  NewPullRequest,
  OpenPullRequest,
  PullRequestFacts,
  PullRequests,
  PullRequestText,
} from '@ai-coding-agent/job-pipeline';
import type { Octokit } from '@octokit/rest';
import type { GitHubClients } from './github-clients.js';
import { callGitHub, hasStatus } from './github-failure.js';
import { jobCommentMarker } from './job-comment-marker.js';
import { repositoryParameters } from './repository-parameters.js';

interface PullRequestData {
  readonly number: number;
  readonly html_url: string;
  readonly body: string | null;
}

/** Pull requests at GitHub. */
export class GitHubPullRequests implements PullRequests {
  readonly #clients: GitHubClients;

  constructor(clients: GitHubClients) {
    this.#clients = clients;
  }

  async read(repository: string, number: number): Promise<PullRequestFacts> {
    return callGitHub('pull-request-not-found', async () => {
      const octokit = await this.#clients.octokit(repository);
      const parameters = { ...repositoryParameters(repository), pull_number: number };
      const { data } = await octokit.rest.pulls.get(parameters);
      // A fork that was deleted leaves no repository behind, and nothing to push to.
      const head = data.head.repo as { full_name: string } | null;
      return {
        number,
        title: data.title,
        body: data.body ?? '',
        author: data.user?.login ?? 'ghost',
        url: data.html_url,
        isOpen: data.state === 'open',
        isFromFork: head?.full_name.toLowerCase() !== data.base.repo.full_name.toLowerCase(),
        head: data.head.ref,
        base: data.base.ref,
      };
    });
  }

  async diff(repository: string, number: number, maxLength: number): Promise<string> {
    return callGitHub('pull-request-not-found', async () => {
      const octokit = await this.#clients.octokit(repository);
      const parameters = { ...repositoryParameters(repository), pull_number: number };
      try {
        const { data } = await octokit.rest.pulls.get({ ...parameters, mediaType: { format: 'diff' } });
        return (data as unknown as string).slice(0, maxLength); // the media type makes text of it
      } catch (error) {
        if (hasStatus(error, 406)) return ''; // larger than GitHub shows
        throw error;
      }
    });
  }

  async answerReview(repository: string, number: number, commentId: number, text: string, key: string): Promise<void> {
    return callGitHub('pull-request-not-found', async () => {
      const octokit = await this.#clients.octokit(repository);
      const parameters = { ...repositoryParameters(repository), pull_number: number };
      const marker = jobCommentMarker(key);
      const pages = octokit.paginate.iterator(octokit.rest.pulls.listReviewComments, { ...parameters, per_page: 100 });
      for await (const { data } of pages) if (data.some(({ body }) => body.includes(marker))) return;
      const body = `${text}\n\n${marker}`;
      await octokit.rest.pulls.createReplyForReviewComment({ ...parameters, comment_id: commentId, body });
    });
  }

  async findOpen(repository: string, head: string, base: string): Promise<OpenPullRequest | undefined> {
    return callGitHub('repository-not-found', async () => {
      const { owner, repo } = repositoryParameters(repository);
      const octokit = await this.#clients.octokit(repository);
      const parameters = { owner, repo, state: 'open' as const, head: `${owner}:${head}`, per_page: 100 };
      const { data } = await octokit.rest.pulls.list(parameters);
      const ours = data.filter((candidate) => candidate.head.ref === head && !isFromFork(candidate, repository));
      const found = ours.find((candidate) => candidate.base.ref === base) ?? ours[0];
      return found && opened(found);
    });
  }

  async open(repository: string, pullRequest: NewPullRequest): Promise<OpenPullRequest> {
    return callGitHub('repository-not-found', async () => {
      const octokit = await this.#clients.octokit(repository);
      const existing = await this.#create(octokit, repository, pullRequest);
      if (pullRequest.labels.length > 0) await addLabels(octokit, repository, existing.number, pullRequest.labels);
      return existing;
    });
  }

  async update(
    repository: string,
    number: number,
    { title, body }: PullRequestText,
    labels: readonly string[],
  ): Promise<OpenPullRequest> {
    return callGitHub('pull-request-not-found', async () => {
      const octokit = await this.#clients.octokit(repository);
      const parameters = { ...repositoryParameters(repository), pull_number: number, title, body };
      const { data } = await octokit.rest.pulls.update(parameters);
      if (labels.length > 0) await addLabels(octokit, repository, number, labels);
      return opened(data);
    });
  }

  async #create(octokit: Octokit, repository: string, pullRequest: NewPullRequest): Promise<OpenPullRequest> {
    const { title, body, head, base, draft } = pullRequest;
    try {
      const parameters = { ...repositoryParameters(repository), title, body, head, base, draft };
      return opened((await octokit.rest.pulls.create(parameters)).data);
    } catch (error) {
      if (!hasStatus(error, 422)) throw error;
      if (/already exists/i.test(error.message)) {
        const existing = await this.findOpen(repository, head, base);
        if (existing) return existing;
      }
      // Private repositories on some plans have no drafts.
      if (draft && /draft/i.test(error.message)) {
        return this.#create(octokit, repository, { ...pullRequest, draft: false });
      }
      throw error;
    }
  }
}

/** Labels are a courtesy: without the right to set them, the pull request stays as good as it is. */
async function addLabels(octokit: Octokit, repository: string, number: number, labels: readonly string[]) {
  try {
    const parameters = { ...repositoryParameters(repository), issue_number: number, labels: [...labels] };
    await octokit.rest.issues.addLabels(parameters);
  } catch (error) {
    if (!hasStatus(error, 403, 404, 410, 422)) throw error;
  }
}

function opened({ number, html_url, body }: PullRequestData): OpenPullRequest {
  return { number, url: html_url, body: body ?? '' };
}

function isFromFork(candidate: { head: { repo?: { full_name: string } | null } }, repository: string): boolean {
  const name = candidate.head.repo?.full_name;
  return name !== undefined && name.toLowerCase() !== repository.toLowerCase();
}
