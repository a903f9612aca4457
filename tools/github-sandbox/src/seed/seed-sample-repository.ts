import type { GitHubSandbox } from '../github-sandbox.js';
import { SAMPLE_FILES } from './sample-files.js';
import { SAMPLE } from './sample.js';

/** Fills a sandbox with the sample: a repository with a bug, the issue about it, and three people. */
export async function seedSampleRepository(sandbox: GitHubSandbox): Promise<typeof SAMPLE> {
  const { repository, maintainer, agent, stranger, issue, defaultBranch } = SAMPLE;
  for (const user of [maintainer, agent, stranger]) sandbox.createUser(user);
  await sandbox.createRepository(repository, {
    defaultBranch,
    files: SAMPLE_FILES,
    description: 'What a basket costs, shipping included',
    message: 'Add baskets, shipping and receipts',
  });
  sandbox.setPermission(repository, maintainer.login, 'admin');
  sandbox.setPermission(repository, agent.login, 'write');
  sandbox.setPermission(repository, stranger.login, 'read');
  sandbox.openIssue(repository, { title: issue.title, body: issue.body, author: maintainer.login, labels: ['bug'] });
  return SAMPLE;
}
