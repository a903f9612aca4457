import type { Job } from '@ai-coding-agent/contracts';
import { GitHubPermissions, GitHubReactions, GitHubReplies, type GitHubClients } from '@ai-coding-agent/github-access';
import type { Permissions, Reactions, ReactionTarget } from '@ai-coding-agent/job-pipeline';
import { AfterAnswer } from './after-answer.js';
import { PatientOrders } from './patient-orders.js';
import type { Trigger } from './trigger.js';

/** What a command does; what it answers becomes a comment. */
type CommandWork = () => Promise<string | undefined>;

/** What ingest-api itself says and asks at GitHub, always after its answer. Without access it is silent. */
export class Feedback {
  readonly #after = new AfterAnswer();
  /** A queue of its own, so that 👀s and orders never wait for each other. */
  readonly #patient = new PatientOrders();
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
  ifPermitted(trigger: Trigger, work: CommandWork): void {
    this.#after.run('a command was not carried out', () => this.#carryOut(trigger, work));
  }

  /** The same for what must not get lost: GitHub and the broker are asked until they answer. */
  oncePermitted(trigger: Trigger, work: CommandWork): void {
    this.#patient.run('an order was not carried out', () => this.#carryOut(trigger, work));
  }

  /** Gives orders that wait for GitHub a few seconds more, and then gives up on them. */
  async drain(): Promise<void> {
    await this.#patient.drain();
  }

  async #carryOut({ thread, requestedBy, origin }: Trigger, work: CommandWork): Promise<void> {
    const github = this.#github;
    if (!github) return;
    const { repository, number } = thread;
    const { comment } = origin;
    if (!(await github.permissions.mayWrite(repository, requestedBy))) {
      if (comment) this.#after.run('no 👎', () => github.reactions.add(repository, comment, '-1'));
      return;
    }
    if (comment) this.#react(repository, comment);
    const answer = await work();
    if (answer !== undefined) this.#after.run('no reply', () => github.replies.reply(repository, number, answer));
  }

  #react(repository: string, target: ReactionTarget): void {
    const github = this.#github;
    if (github) this.#after.run('no 👀', () => github.reactions.add(repository, target, 'eyes'));
  }
}
