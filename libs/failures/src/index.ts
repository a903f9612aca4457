export {
  FAILURE_CATALOG,
  failureText,
  isFailureCode,
  type FailureCode,
  type FailureKind,
  type FailureText,
} from './failure-catalog.js';
export { JobFailure, type FailureDetails } from './job-failure.js';
export { nextStep, type NextStep, type RetryPolicy } from './next-step.js';
export { redact } from './redact.js';
export { secretForms } from './secret-forms.js';
export { toJobFailure } from './to-job-failure.js';
