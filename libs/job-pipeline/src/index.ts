export type { JobUsage } from '@ai-coding-agent/contracts';
export type { Change, Checkout, CheckoutRequest, Checkouts, CommitText, RemoteBranch } from './ports/checkouts.js';
export type { CodingAgent, EditReply, EditRequest } from './ports/coding-agent.js';
export type { Issue, Issues, Remark } from './ports/issues.js';
export type { CommentedJob, JobComments } from './ports/job-comments.js';
export type { Permissions } from './ports/permissions.js';
export type { Progress } from './ports/progress.js';
export type {
  NewPullRequest,
  OpenPullRequest,
  PullRequestFacts,
  PullRequests,
  PullRequestText,
} from './ports/pull-requests.js';
export type { Reaction, Reactions, ReactionTarget } from './ports/reactions.js';
export type { Repositories, RepositoryFacts } from './ports/repositories.js';
export type { Verifier, VerifyReply, VerifyRequest } from './ports/verifier.js';
export { quickfixBranch } from './branch-name.js';
export type { JobContext } from './job-context.js';
export type { JobPolicy } from './job-policy.js';
export type { QuickfixTools } from './quickfix-tools.js';
export { stageRunner, type StageRunner } from './stage-runner.js';
export { applyEdits, type Edited } from './stages/apply-edits.js';
export { authorize } from './stages/authorize.js';
export { commitEdits } from './stages/commit-edits.js';
export { guardChanges } from './stages/guard-changes.js';
export { openPullRequest } from './stages/open-pull-request.js';
export { dryRun, noChanges, type Finished } from './finished.js';
export { earlierWork, pushBranch, type PushedWork } from './stages/push-branch.js';
export { prepareCheckout } from './stages/prepare-checkout.js';
export { readIssue, type Task } from './stages/read-issue.js';
export { reportFailure } from './stages/report-failure.js';
export { reportResult } from './stages/report-result.js';
export { verifyEdits, type Verified } from './stages/verify-edits.js';
export type { CommentFacts } from './text/comment-text.js';
export { commitText } from './text/commit-text.js';
export { quickfixPrompt } from './text/quickfix-prompt.js';
export { usageText, type Spent } from './text/usage-text.js';
export { withCheckout } from './with-checkout.js';
