/** The stages of a job, in order. A job's own list may leave some out. */
export const JOB_STAGES = [
  'authorize',
  'read-issue',
  'read-pull-request',
  'prepare-checkout',
  'apply-edits',
  'verify-edits',
  'guard-changes',
  'commit-edits',
  'push-branch',
  'open-pull-request',
  'report',
] as const;

export type JobStage = (typeof JOB_STAGES)[number];
