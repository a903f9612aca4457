import 'reflect-metadata';

export { IsBranchName, isBranchName } from './branch-name.js';
export type { JobControl } from './job-control.js';
export { isTerminal, type FailureReport, type JobEvent, type JobHappening, type QueuedJob } from './job-event.js';
export { JobLimits } from './job-limits.js';
export { GITHUB_LOGIN, JobMessage, MAX_INSTRUCTIONS_LENGTH } from './job-message.js';
export { CommandComment, JOB_TRIGGERS, JobOrigin } from './job-origin.js';
export type { JobOutcome, JobResult } from './job-result.js';
export { JOB_STAGES, type JobStage } from './job-stage.js';
export { addUsage, NO_USAGE, type JobUsage } from './job-usage.js';
export { JOB_MODES, routingKey, type Job, type JobMode } from './job.js';
export { listViolations, type Violation } from './list-violations.js';
export { InvalidJobError, parseJob } from './parse-job.js';
export { QuickfixJob } from './quickfix-job.js';
export { MAX_HUNK_LENGTH, RefineJob, ReviewedPlace } from './refine-job.js';
export { IsRepositoryName, isRepositoryName } from './repository-name.js';
export {
  DELIVERY_LIMIT,
  EXCHANGES,
  QUEUES,
  retryQueueName,
  topology,
  type BindingDefinition,
  type ExchangeDefinition,
  type QueueDefinition,
  type Topology,
} from './topology.js';
