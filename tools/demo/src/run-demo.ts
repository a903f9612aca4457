import { startBroker } from '@ai-coding-agent/broker';
import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { chooseModel } from './choose-model.js';
import { heading, line } from './print.js';
import { showQuickfix } from './show-quickfix.js';
import { showRefine } from './show-refine.js';

export interface DemoOptions {
  /** Leave everything running at the end, until Ctrl-C or SIGTERM. */
  readonly keep: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** The main job, for real, on this machine. Answers whether it went well. */
export async function runDemo({ keep, env }: DemoOptions): Promise<boolean> {
  const interrupted = new Promise<void>((resolve) => {
    // Heard more than once: a second one must not end the cleaning up.
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
  const model = chooseModel(env);
  heading('Starting a broker, a GitHub of our own, and the apps');
  line(model.description);
  const broker = env['RABBITMQ_URL'] ? undefined : await startBroker();
  let system: LocalSystem | undefined;
  try {
    const rabbitmqUrl = env['RABBITMQ_URL'] ?? broker?.url ?? '';
    system = await startLocalSystem({ rabbitmqUrl, env: model.env, ...(model.script && { script: model.script }) });
    const done = show(system, model.isScripted);
    const succeeded = await Promise.race([done, interrupted.then(() => false)]);
    if (keep) await keepRunning(system, interrupted);
    await checkNothingIsLeft(system);
    return succeeded;
  } finally {
    await system?.close();
    await broker?.remove();
  }
}

/** An issue becomes a pull request, and the pull request what its reviewer asks for. */
async function show(system: LocalSystem, isScripted: boolean): Promise<boolean> {
  const { went, pullRequestNumber } = await showQuickfix(system, isScripted);
  if (!went || pullRequestNumber === undefined) return went;
  return showRefine(system, pullRequestNumber, isScripted);
}

async function keepRunning({ sandbox, client, apps }: LocalSystem, interrupted: Promise<void>): Promise<void> {
  heading('Everything keeps running. Ctrl-C ends it.');
  line(`GitHub sandbox   ${sandbox.serverUrl}/${SAMPLE.repository}`);
  line(`ingest-api       ${apps['ingest-api']?.url}/docs`);
  line(`quickfix-worker  ${apps['quickfix-worker']?.url}/metrics`);
  line(`refine-worker    ${apps['refine-worker']?.url}/metrics`);
  line(`an API token     ${client.token}`);
  await interrupted;
}

async function checkNothingIsLeft(system: LocalSystem): Promise<void> {
  const leftovers = await system.leftovers();
  if (leftovers.length > 0) throw new Error(`workspaces were left behind: ${leftovers.join(', ')}`);
  heading('Done. No workspace is left behind, and nothing keeps running.');
}
