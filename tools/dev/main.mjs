// Everything for local development: a broker, a GitHub sandbox with a sample, and the apps, restarted on change.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { startBroker } from '@ai-coding-agent/broker';
import { SAMPLE, searchReplace, seedSampleRepository, startGitHubSandbox } from '@ai-coding-agent/github-sandbox';
import { startScriptedModel } from '@ai-coding-agent/testing';

const API_TOKEN = 'development-token';
const broker = process.env.RABBITMQ_URL ? undefined : await startBroker();
const sandbox = await startGitHubSandbox({ port: 4000 });
await seedSampleRepository(sandbox);
const model = process.env.LLM_MODEL
  ? undefined
  : await startScriptedModel({
      script: [
        `I need to see \`${SAMPLE.fix.path}\`.`,
        searchReplace(SAMPLE.fix),
        `I need to see \`${SAMPLE.refinement.path}\`.`,
        searchReplace(SAMPLE.refinement),
      ],
    });

const env = {
  ...process.env,
  NX_TUI: 'false',
  RABBITMQ_URL: process.env.RABBITMQ_URL ?? broker.url,
  GITHUB_API_URL: sandbox.apiUrl,
  GITHUB_SERVER_URL: sandbox.serverUrl,
  GITHUB_TOKEN: SAMPLE.agent.token,
  AGENT_LOGIN: SAMPLE.agent.login,
  INGEST_API_TOKENS: `development:${API_TOKEN}`,
  ...(model && { LLM_MODEL: 'openai/scripted', OPENAI_API_KEY: 'sk-development', OPENAI_API_BASE: model.url }),
};
console.log(`
GitHub sandbox  ${sandbox.serverUrl}/${SAMPLE.repository}
API             http://localhost:3000/docs
broker          ${env.RABBITMQ_URL}
model           ${model ? 'scripted; set LLM_MODEL and its key for a real one' : env.LLM_MODEL}

Start a job:
  curl -H 'Authorization: Bearer ${API_TOKEN}' -H 'Content-Type: application/json' localhost:3000/jobs \\
    -d '{"mode":"quickfix","repository":"${SAMPLE.repository}","issueNumber":${SAMPLE.issue.number}}'

Change what came of it (its number is in the result):
  curl -H 'Authorization: Bearer ${API_TOKEN}' -H 'Content-Type: application/json' localhost:3000/jobs \\
    -d '{"mode":"refine","repository":"${SAMPLE.repository}","pullRequestNumber":2,"instructions":"rename it"}'
`);
// Not by npx, which would not hand on the signal that ends them.
const { resolve: pathOf } = createRequire(import.meta.url);
const run = (program, ...args) => spawn(process.execPath, [pathOf(program), ...args], { env, stdio: 'inherit' });
const children = [
  run('typescript/bin/tsc', '--build', '--watch', '--preserveWatchOutput'),
  run('nx/bin/nx.js', 'run-many', '-t', 'serve', '--parallel=4', '--output-style=stream'),
];

await new Promise((resolve) => {
  process.on('SIGINT', resolve);
  process.on('SIGTERM', resolve);
});
await Promise.all(
  children.map((child) => {
    child.kill('SIGTERM');
    return new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve()));
  }),
);
await model?.close();
await sandbox.close();
await broker?.remove();
process.exit(0);
