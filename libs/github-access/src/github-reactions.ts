import type { Reaction, Reactions, ReactionTarget } from '@ai-coding-agent/job-pipeline';
import type { GitHubClients } from './github-clients.js';
import { callGitHub } from './github-failure.js';
import { repositoryParameters } from './repository-parameters.js';

/** Reactions at GitHub, which shows the same one by the same account once. */
export class GitHubReactions implements Reactions {
  readonly #clients: GitHubClients;

  constructor(clients: GitHubClients) {
    this.#clients = clients;
  }

  async add(repository: string, target: ReactionTarget, content: Reaction): Promise<void> {
    await callGitHub('issue-not-found', async () => {
      const { reactions } = (await this.#clients.octokit(repository)).rest;
      const parameters = { ...repositoryParameters(repository), content };
      switch (target.kind) {
        case 'issue-comment':
          return reactions.createForIssueComment({ ...parameters, comment_id: target.id });
        case 'review-comment':
          return reactions.createForPullRequestReviewComment({ ...parameters, comment_id: target.id });
        case 'thread':
          return reactions.createForIssue({ ...parameters, issue_number: target.number });
      }
    });
  }
}
