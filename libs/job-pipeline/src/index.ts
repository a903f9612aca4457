export type { JobUsage } from '@ai-coding-agent/contracts';
export type { Change, Checkout, CheckoutRequest, Checkouts, CommitText, RemoteBranch } from './ports/checkouts.js';
export type { CodingAgent, EditReply, EditRequest } from './ports/coding-agent.js';
export type { Issue, Issues, Remark } from './ports/issues.js';
export type { JobComments } from './ports/job-comments.js';
export type { Progress } from './ports/progress.js';
export type { NewPullRequest, OpenPullRequest, PullRequests, PullRequestText } from './ports/pull-requests.js';
export type { Repositories, RepositoryFacts } from './ports/repositories.js';
