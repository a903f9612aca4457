import type { AiderRunner } from './aider-runner.js';
import { connectRunner } from './connect-runner.js';
import { RunnerProcess, type RunnerProcessOptions } from './runner-process.js';
import { runsElsewhere, SOCKET } from './runs-elsewhere.js';

/** `socket:` and the path of a service that runs elsewhere, or the walls of one that is started here. */
export type SandboxSetting = NonNullable<RunnerProcessOptions['sandbox']> | `socket:${string}`;

/** The runner that `AGENT_SANDBOX` asks for. */
export function startRunner(setting: SandboxSetting, options: Omit<RunnerProcessOptions, 'sandbox'>): AiderRunner {
  if (runsElsewhere(setting)) return connectRunner(setting.slice(SOCKET.length));
  return new RunnerProcess({ ...options, sandbox: setting });
}
