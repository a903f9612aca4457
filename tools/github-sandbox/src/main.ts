import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseCommandLine, USAGE, type CommandLine } from './command-line.js';
import { SAMPLE } from './seed/sample.js';
import { seedSampleRepository } from './seed/seed-sample-repository.js';
import { startGitHubSandbox } from './start-github-sandbox.js';

let commandLine: CommandLine;
try {
  commandLine = parseCommandLine(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}

const { port, root, seed, webhook } = commandLine;
if (root !== undefined) await mkdir(root, { recursive: true });
const sandbox = await startGitHubSandbox({ port, ...(root !== undefined && { root: resolve(root) }) });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}

if (seed) await seedSampleRepository(sandbox);
if (webhook !== undefined) {
  sandbox.addWebhook(SAMPLE.repository, {
    url: webhook,
    secret: process.env['GITHUB_WEBHOOK_SECRET'],
    events: ['*'],
  });
}
console.log(`GITHUB_API_URL=${sandbox.apiUrl}`);
console.log(`GITHUB_SERVER_URL=${sandbox.serverUrl}`);
if (seed) {
  console.log(`GITHUB_TOKEN=${SAMPLE.agent.token}`);
  console.log(`# ${sandbox.serverUrl}/${SAMPLE.repository}/issues/${SAMPLE.issue.number}`);
}
