/** Before the path of a runner's socket. */
export const SOCKET = 'socket:';

/**
 * Whether somebody else has started the runner: another container, as another user.
 * @param setting `AGENT_SANDBOX`
 */
export function runsElsewhere(setting: string): setting is `socket:${string}` {
  return setting.startsWith(SOCKET);
}
