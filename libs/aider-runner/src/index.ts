export {
  AiderAgent,
  type AiderAgentOptions,
  type GatewayRequest,
  type OpenGateway,
  type OpenedGateway,
} from './aider-agent.js';
export type { AiderRunner, RunOptions } from './aider-runner.js';
export { connectRunner } from './connect-runner.js';
export { AiderVerifier, type AiderVerifierOptions } from './aider-verifier.js';
export { encodeFrame, readFrames } from './frames.js';
export { PROTOCOL } from './protocol.js';
export type {
  ClientRequest,
  GatewayAddress,
  ListPrices,
  RunnerEvent,
  RunnerJob,
  RunnerResult,
  SandboxReport,
  TokenPrices,
  Verification,
  VerificationResult,
} from './protocol.js';
export { isProviderSetting, isSecretName, pickProviderSettings } from './provider-settings.js';
export { RunnerError, type RunnerErrorCode } from './runner-error.js';
export { RunnerProcess, type RunnerProcessOptions } from './runner-process.js';
export { runsElsewhere } from './runs-elsewhere.js';
export { startRunner, type SandboxSetting } from './start-runner.js';
