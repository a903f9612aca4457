import { runsElsewhere, type AiderRunner } from '@ai-coding-agent/aider-runner';

/**
 * Whether no job can write what this process keeps: jobs have walls around them, or a container and a user of their own.
 * @param setting `AGENT_SANDBOX`
 */
export function isWalledOff(setting: string, { sandbox }: Pick<AiderRunner, 'sandbox'>): boolean {
  if (runsElsewhere(setting)) return true;
  return sandbox !== undefined && (sandbox.mode === 'bubblewrap' || sandbox.landlock > 0);
}
