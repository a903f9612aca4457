import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost } from '@ai-coding-agent/testing';
import type { AppName } from '@ai-coding-agent/local-system';

export const BRANCH = 'feature';

/** The model's answer that changes what the greeting says. */
export function saying(before: string, after: string): string {
  const change = { path: 'app.py', search: `    return "${before}"\n`, replace: `    return "${after}"\n` };
  return `As you wish.\n\n${searchReplace(change)}`;
}

/** A system of our own, and a way to get pull requests that change the greeting to "hello". */
export interface RefineScene {
  readonly system: LocalSystem;
  /** Opens a pull request in a repository of its own. */
  pullRequest(): Promise<{ readonly repository: string; readonly number: number }>;
  close(): Promise<void>;
}

export async function openRefineScene(broker: Parameters<typeof createTemporaryVhost>[0]): Promise<RefineScene> {
  const vhost = await createTemporaryVhost(broker);
  const apps: readonly AppName[] = ['ingest-api', 'refine-worker'];
  const env = { RETRY_DELAYS_SECONDS: '1', JOB_MAX_ATTEMPTS: '2' };
  const system = await startLocalSystem({ rabbitmqUrl: vhost.url, script: [saying('hello', 'bye')], apps, env });
  const { sandbox } = system;
  let repositories = 0;
  return {
    system,
    pullRequest: async () => {
      const repository = `acme/greeter-${(repositories += 1)}`;
      await sandbox.createRepository(repository, { files: { 'app.py': 'def hello():\n    return "hi"\n' } });
      sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
      sandbox.setPermission(repository, SAMPLE.maintainer.login, 'admin');
      await sandbox.commitFiles(repository, BRANCH, { 'app.py': 'def hello():\n    return "hello"\n' });
      const number = await sandbox.openPullRequest(repository, { title: 'Greet properly', head: BRANCH });
      system.connectWebhook(repository);
      return { repository, number };
    },
    close: async () => {
      await system.close();
      await vhost.remove();
    },
  };
}
