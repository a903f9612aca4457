export { tellCancelled, type CancelledAttempt } from './tell-cancelled.js';
export { openWorker, type OpenWorker } from './open-worker.js';
export { tellFailure, type FailedAttempt } from './tell-failure.js';
export { workerTools, type WorkerTools, type WorkerToolsParts } from './worker-tools.js';
