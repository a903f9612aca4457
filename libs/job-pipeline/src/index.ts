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
export type { AddedText, FoundSecret, SecretScanner } from './ports/secret-scanner.js';
export type { Repositories, RepositoryFacts } from './ports/repositories.js';
export type { Verifier, VerifyReply, VerifyRequest } from './ports/verifier.js';
export { quickfixBranch } from './branch-name.js';
export type { FeedbackTools } from './feedback/feedback-tools.js';
export { LiveComments } from './feedback/live-comments.js';
export { react } from './feedback/react.js';
export { threadOf } from './feedback/thread-of.js';
export { spentOn } from './feedback/spent-on.js';
export { withFeedback, type AttemptTools } from './feedback/with-feedback.js';
export type { JobContext } from './job-context.js';
export type { JobPolicy } from './job-policy.js';
export { aloneIfRefused, inWrittenOrder, mayJoin } from './companions.js';
export type { QuickfixTools } from './quickfix-tools.js';
export { oneBudget } from './one-budget.js';
export { redoOnce } from './redo-once.js';
export type { RefineTools } from './refine-tools.js';
export { stageRunner, type StageRunner } from './stage-runner.js';
export { applyEdits, type Edited } from './stages/apply-edits.js';
export { authorizeAll, type Companions, type RefusedCompanion } from './stages/authorize-all.js';
export { authorize } from './stages/authorize.js';
export { commitEdits } from './stages/commit-edits.js';
export { guardChanges } from './stages/guard-changes.js';
export { openPullRequest } from './stages/open-pull-request.js';
export { dryRun, noChanges, pullRequestUpdated, type Finished } from './finished.js';
export { earlierWork, pushBranch, type PushedWork } from './stages/push-branch.js';
export { prepareCheckout } from './stages/prepare-checkout.js';
export { prepareRefine } from './stages/prepare-refine.js';
export { readIssue, type Task } from './stages/read-issue.js';
export { readPullRequest, type RefineTask } from './stages/read-pull-request.js';
export { reportCancelled } from './stages/report-cancelled.js';
export { reportFailure } from './stages/report-failure.js';
export { reportRefine } from './stages/report-refine.js';
export { reportResult } from './stages/report-result.js';
export { cancelledComment, type CommentFacts } from './text/comment-text.js';
export { progressComment } from './text/progress-text.js';
export { verifyEdits, type Verified } from './stages/verify-edits.js';
export { commitText } from './text/commit-text.js';
export { markedData, type MarkedData } from './text/marked-data.js';
export { neutralise, neutraliseLine } from './text/neutralise.js';
export { quickfixPrompt } from './text/quickfix-prompt.js';
export { refineCommitText } from './text/refine-commit-text.js';
export { refinePrompt, type RefinedPullRequest } from './text/refine-prompt.js';
export { usageText, type Spent } from './text/usage-text.js';
export { withCheckout } from './with-checkout.js';
