/**
 * How a failure ends a job.
 * - `transient`: it may go away by itself, so the job is tried again after a delay.
 * - `operator`: an operator can mend it at once (credentials, a missing repository, a bug): dead-letter queue.
 * - `decision`: the system decided not to go on; there is nothing to replay, so the message is acknowledged.
 */
export type FailureKind = 'transient' | 'operator' | 'decision';

/** What a maintainer reads about a failure: what happened and what to do next. */
export interface FailureText {
  readonly kind: FailureKind;
  /** One sentence, no jargon, no secret. */
  readonly sentence: string;
  /** What the reader can do next. */
  readonly advice: string;
}

const transient = (sentence: string, advice: string): FailureText => ({ kind: 'transient', sentence, advice });
const operator = (sentence: string, advice: string): FailureText => ({ kind: 'operator', sentence, advice });
const decision = (sentence: string, advice: string): FailureText => ({ kind: 'decision', sentence, advice });

/** Every code a job can fail with. The codes are public: dashboards and scripts match on them. */
export const FAILURE_CATALOG = {
  'not-permitted': decision(
    'The person who asked does not have write permission here.',
    'Ask a maintainer to start it.',
  ),
  'repository-not-allowed': decision(
    'This repository is not on the list of repositories the agent may work on.',
    'Ask the operator to add it to REPOSITORY_ALLOWLIST.',
  ),
  'model-not-allowed': decision(
    'The requested model is not one of the allowed models.',
    'Choose an allowed model or ask the operator to extend LLM_ALLOWED_MODELS.',
  ),
  cancelled: decision('The job was cancelled.', 'Start it again whenever you like.'),
  'timed-out': decision(
    'The job ran into its time limit and was stopped.',
    'Split the task into smaller ones, or ask the operator to raise JOB_TIMEOUT_SECONDS.',
  ),
  'budget-exceeded': decision(
    'The job reached its cost limit and was stopped.',
    'Narrow the task down, or ask the operator to raise JOB_MAX_COST_USD.',
  ),
  'call-limit-reached': decision(
    'The job reached its limit of model calls and was stopped.',
    'Narrow the task down, or ask the operator to raise JOB_MAX_LLM_CALLS.',
  ),

  'crash-loop': transient(
    'The worker ended in the middle of the job, several times in a row.',
    'The operator has to look why: too little memory is the most common reason.',
  ),

  'github-unreachable': transient('GitHub could not be reached.', 'Check that the worker can reach GITHUB_API_URL.'),
  'github-error': transient('GitHub answered with a server error.', 'See githubstatus.com, or try again later.'),
  'github-rate-limited': transient('GitHub is limiting the rate of our requests.', 'Wait, or spread the work out.'),
  'github-auth': operator(
    'GitHub did not accept the credentials of the agent.',
    'The operator has to renew GITHUB_TOKEN or the App key.',
  ),
  'github-forbidden': operator(
    'The agent is not allowed to do this in the repository.',
    'Give its token or App the permissions listed in the documentation.',
  ),
  'github-rejected': operator('GitHub did not accept a request of the agent.', 'See the log of the worker.'),
  'repository-not-found': operator(
    'The repository does not exist or the agent cannot see it.',
    'Check the name and give the agent access to it.',
  ),
  'issue-not-found': decision('There is no such issue.', 'Check the number.'),
  'issue-is-pull-request': decision(
    'That number is a pull request, not an issue.',
    'Use /refine to change a pull request.',
  ),
  'pull-request-not-found': decision('There is no such pull request.', 'Check the number.'),
  'pull-request-closed': decision('The pull request is closed.', 'Reopen it, then try again.'),
  'fork-pull-request': decision(
    'Pull requests from forks are not changed by the agent.',
    'Push the branch to this repository and open the pull request from there.',
  ),

  'git-unreachable': transient('The git server could not be reached.', 'Check that the worker can reach it.'),
  'git-auth': operator(
    'The git server did not accept the credentials of the agent.',
    'The operator has to give its token or App write access to the contents.',
  ),
  'git-failed': operator('A git command failed unexpectedly.', 'See the log of the worker.'),
  'base-branch-not-found': decision('The base branch does not exist.', 'Check the name of the branch.'),
  'repository-empty': decision('The repository has no commits yet.', 'Push a first commit, then try again.'),
  'branch-moved': transient(
    'Somebody pushed to the branch while the agent was working.',
    'Nothing was overwritten; start the job again.',
  ),
  'branch-has-other-commits': decision(
    'The branch of the agent has commits by somebody else, so it was left alone.',
    'Use /refine on the pull request to build on them, or delete the branch to start anew.',
  ),
  'push-rejected': operator(
    'The git server rejected the push.',
    'Check branch protection and hooks for the branch of the agent.',
  ),
  'disk-full': transient('The worker ran out of disk space.', 'Give WORKSPACE_DIR more room.'),

  'model-auth': operator(
    'The model provider did not accept the API key.',
    'The operator has to renew the key of the provider.',
  ),
  'model-not-found': operator(
    'The model provider does not know the model.',
    'The operator has to correct LLM_MODEL, or choose another model for the job.',
  ),
  'model-rejected': operator('The model provider rejected the request.', 'See the log of the worker.'),
  'model-rate-limited': transient('The model provider is limiting the rate of requests.', 'Wait, or raise the quota.'),
  'model-unavailable': transient(
    'The model provider could not be reached or failed.',
    'See the status of the provider.',
  ),
  'model-context-exceeded': decision(
    'The task does not fit into what the model can read at once.',
    'Name the files to change, split the task, or choose a model with a larger context.',
  ),
  'model-output-limit': decision(
    'The answer of the model was cut off at its output limit.',
    'Split the task into smaller ones, or choose a model with a larger output limit.',
  ),
  'agent-reply-unusable': decision(
    'The model answered, but not with edits that could be applied.',
    'Say more precisely what to change, or choose a stronger model.',
  ),
  'agent-unavailable': transient('The coding agent could not be started.', 'Check the installation of the agent.'),
  'agent-crashed': operator('The coding agent stopped unexpectedly.', 'See the log of the worker.'),

  'sandbox-memory-limit': decision(
    'The job was stopped because it used too much memory.',
    'Narrow the task down, or have a look at what the repository runs.',
  ),
  'sandbox-process-limit': decision(
    'The job was stopped because it started too many processes.',
    'Have a look at what the repository runs.',
  ),
  'sandbox-disk-limit': decision(
    'The job was stopped because it wrote too much to disk.',
    'Have a look at what the repository runs.',
  ),

  'protected-path': decision(
    'The edits touch files that the agent must not change, so nothing was pushed.',
    'Make that part of the change by hand.',
  ),
  'link-added': decision(
    'The edits add or change a symbolic link or a submodule, so nothing was pushed.',
    'Make that part of the change by hand.',
  ),
  'unsafe-path': decision(
    'The edits reach outside the repository, so nothing was pushed.',
    'Have a look at the issue: somebody may be trying to trick the agent.',
  ),
  'change-too-large': decision(
    'The change is larger than the limits allow, so nothing was pushed.',
    'Split the task into smaller ones.',
  ),
  'secret-in-change': decision(
    'The change contains something that looks like a secret, so nothing was pushed.',
    'Make sure that the issue asks for no credentials.',
  ),

  'delivery-limit': operator(
    'The job was handed to workers too often, and none of them ended it.',
    'Look why workers die of it; too little memory is the most common reason.',
  ),
  'removed-from-queue': operator(
    'The message broker took the job off its queue.',
    'Ask `agentctl dlq show` why: workers may have died of it too often, or a policy lets messages expire.',
  ),
  'invalid-message': operator('The message on the queue was not a valid job.', 'See its x-failure-reason header.'),
  'internal-error': operator('The agent ran into a bug of its own.', 'Please report it with the id of the job.'),
} as const satisfies Record<string, FailureText>;

/** Stable code of a failure: part of the HTTP API, of events, and of dead letters. */
export type FailureCode = keyof typeof FAILURE_CATALOG;

/** What is known about `code`. */
export function failureText(code: FailureCode): FailureText {
  return FAILURE_CATALOG[code];
}

/** Whether `value` is one of ours, for codes that come back from outside. */
export function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === 'string' && Object.hasOwn(FAILURE_CATALOG, value);
}
