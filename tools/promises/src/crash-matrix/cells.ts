import type { JobStage } from '@ai-coding-agent/contracts';

/** The request in which a stage is held up, by its server: it has not come through, or its answer is lost. */
export interface HeldRequest {
  readonly method?: 'GET' | 'POST';
  /** Regular expression for what follows the name of the repository. */
  readonly path: string;
}

/** One moment in the life of a job at which something is killed. */
export interface Cell {
  readonly stage: JobStage | 'started' | 'succeeded';
  readonly moment: 'before' | 'after' | 'on reaching it';
  /** What is held up to stop there; `model` is the model's answer, nothing means to act on the event of the stage. */
  readonly hold?: HeldRequest | 'model';
}

const REQUESTS = {
  'read-issue': [
    { method: 'GET', path: '(\\?|$)' },
    { method: 'GET', path: '/issues/1/comments' },
  ],
  'prepare-checkout': [
    { method: 'GET', path: '\\.git/info/refs\\?service=git-upload-pack' },
    { method: 'POST', path: '\\.git/git-upload-pack' },
  ],
  'push-branch': [
    { method: 'GET', path: '\\.git/info/refs\\?service=git-receive-pack' },
    { method: 'POST', path: '\\.git/git-receive-pack' },
  ],
  'open-pull-request': [
    { method: 'POST', path: '/pulls$' },
    { method: 'POST', path: '/pulls$' },
  ],
  report: [
    { method: 'POST', path: '/issues/1/comments' },
    { method: 'POST', path: '/issues/1/comments' },
  ],
} as const satisfies Partial<Record<JobStage, readonly [first: HeldRequest, last: HeldRequest]>>;

/** Stages that ask other servers are stopped exactly; the others are over in milliseconds, so the event has to do. */
export const WORKER_CELLS: readonly Cell[] = [
  { stage: 'started', moment: 'on reaching it' },
  { stage: 'authorize', moment: 'on reaching it' },
  ...before('read-issue'),
  ...before('prepare-checkout'),
  { stage: 'apply-edits', moment: 'before', hold: 'model' },
  { stage: 'guard-changes', moment: 'on reaching it' },
  { stage: 'commit-edits', moment: 'on reaching it' },
  ...before('push-branch'),
  ...before('open-pull-request'),
  ...before('report'),
  { stage: 'succeeded', moment: 'on reaching it' },
];

function before(stage: keyof typeof REQUESTS): Cell[] {
  const [first, last] = REQUESTS[stage];
  return [
    { stage, moment: 'before', hold: first },
    { stage, moment: 'after', hold: last },
  ];
}

/** What the stage asks for first. */
export function firstRequest(stage: keyof typeof REQUESTS): HeldRequest {
  return REQUESTS[stage][0];
}

export function repositoryOf({ stage, moment }: Cell, killed: 'worker' | 'broker'): string {
  return `acme/${killed}-${stage}-${moment}`.replaceAll(' ', '-');
}
