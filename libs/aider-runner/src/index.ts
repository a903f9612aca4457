export { AiderAgent, type AiderAgentOptions } from './aider-agent.js';
export type { AiderRunner, RunOptions } from './aider-runner.js';
export { connectRunner } from './connect-runner.js';
export type { RunnerEvent, RunnerJob, RunnerResult, TokenPrices } from './protocol.js';
export { isProviderSetting, isSecretName, pickProviderSettings } from './provider-settings.js';
export { RunnerError, type RunnerErrorCode } from './runner-error.js';
export { RunnerProcess, type RunnerProcessOptions } from './runner-process.js';
