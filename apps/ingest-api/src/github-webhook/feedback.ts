import type { Job } from '@ai-coding-agent/contracts';
import { GitHubPermissions, GitHubReactions, GitHubReplies, type GitHubClients } from '@ai-coding-agent/github-access';
import type { Permissions, Reactions, ReactionTarget } from '@ai-coding-agent/job-pipeline';
import { AfterAnswer } from './after-answer.js';
import type { Trigger } from './trigger.js';

/** What ingest-api itself says and asks at GitHub, always after its answer. Without access it is silent. */
export class Feedback {
  readonly #after = new AfterAnswer();
  readonly #github:
    { readonly reactions: Reactions; readonly permissions: Permissions; readonly replies: GitHubReplies } | undefined;

  constructor(clients: GitHubClients | undefined) {
    this.#github = clients && {
      reactions: new GitHubReactions(clients),
      permissions: new GitHubPermissions(clients),
      replies: new GitHubReplies(clients),
    };
  }

  get hasAccess(): boolean {
    return this.#github !== undefined;
  }

  /** 👀 on what commanded the job. */
  seen(job: Job): void {
    const { comment, trigger } = job.origin;
    if (trigger === 'review') return; // a submitted review can't carry a reaction
    const number = job.mode === 'quickfix' ? job.issueNumber : job.pullRequestNumber;
    if (!job.dryRun) this.#react(job.repository, comment ?? { kind: 'thread', number });
  }

  /** Runs `work` if GitHub says that the sender may write; 👎 otherwise. What `work` answers becomes a comment. */
  ifPermitted({ thread, requestedBy, origin }: Trigger, work: () => Promise<string | undefined>): void {
    const github = this.#github;
    if (!github) return;
    const { repository, number } = thread;
    this.#after.run('a command was not carried out', async () => {
      if (!(await github.permissions.mayWrite(repository, requestedBy))) {
        if (origin.comment) await github.reactions.add(repository, origin.comment, '-1');
        return;
      }
      if (origin.comment) this.#react(repository, origin.comment);
      const answer = await work();
      if (answer !== undefined) await github.replies.reply(repository, number, answer);
    });
  }

  #react(repository: string, target: ReactionTarget): void {
    const github = this.#github;
    if (github) this.#after.run('no 👀', () => github.reactions.add(repository, target, 'eyes'));
  }
}
