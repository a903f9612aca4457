import { parseArgs } from 'node:util';

export interface CommandLine {
  /** 0 takes a free one. */
  readonly port: number;
  /** undefined: a temporary folder. */
  readonly root: string | undefined;
  readonly seed: boolean;
  /** Address that is told of everything in the sample repository. */
  readonly webhook: string | undefined;
}

export const USAGE = `usage: github-sandbox [--port PORT] [--root DIR] [--seed] [--webhook URL]

  --port PORT    loopback port; a free one when absent or 0
  --root DIR     folder for the git repositories; a temporary one when absent
  --seed         start with the sample repository
  --webhook URL  with --seed: tell URL of everything there, signed with the secret in GITHUB_WEBHOOK_SECRET`;

/** @throws Error that says what is wrong with the arguments */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      root: { type: 'string' },
      seed: { type: 'boolean', default: false },
      webhook: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is no port`);
  if (values.webhook !== undefined && !values.seed) throw new Error('--webhook needs --seed');
  if (values.webhook !== undefined && !URL.canParse(values.webhook)) {
    throw new Error(`--webhook ${values.webhook} is no address`);
  }
  return { port, root: values.root, seed: values.seed, webhook: values.webhook };
}
