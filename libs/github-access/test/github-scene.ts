import { startGitHubSandbox, type GitHubSandbox } from '@ai-coding-agent/github-sandbox';
import { TokenClients } from '../src/token-clients.js';

/** A sandbox in which an agent and a maintainer may write and a stranger may not, with a fresh repository for each test. */
export async function createGitHubScene() {
  const sandbox: GitHubSandbox = await startGitHubSandbox();
  for (const login of ['agent', 'maintainer', 'stranger']) sandbox.createUser({ login, token: `token-of-${login}` });
  let numbers = 0;
  return {
    sandbox,
    clients: new TokenClients(sandbox.apiUrl, 'token-of-agent'),
    async newRepository(): Promise<string> {
      sandbox.clearFaults();
      const name = `acme/shop-${(numbers += 1)}`;
      await sandbox.createRepository(name, { defaultBranch: 'trunk', files: { 'a.txt': 'a\n' } });
      sandbox.setPermission(name, 'agent', 'write');
      sandbox.setPermission(name, 'maintainer', 'maintain');
      return name;
    },
  };
}

export type GitHubScene = Awaited<ReturnType<typeof createGitHubScene>>;
