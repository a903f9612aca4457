import { RunnerProcess } from '@ai-coding-agent/aider-runner';
import { openUnixDoor } from '@ai-coding-agent/testing';
import { HONEST_PROMPT } from '../attack.js';
import { KEY } from '../scene.js';
import type { Side } from '../side.js';
import { stage } from './stage.js';

export interface OurRunnerOptions {
  /** The interpreter that has Aider. */
  readonly python: string;
  readonly sandbox: 'auto' | 'bubblewrap' | 'process';
  /** Jobs at a time. */
  readonly pool: number;
}

/**
 * The runner that the workers use, with a gateway that it has a token for.
 * @throws RunnerError when the sandbox can't be had
 */
export async function ourRunner({ python, sandbox, pool }: OurRunnerOptions): Promise<Side> {
  const runner = new RunnerProcess({ pool, python, sandbox });
  await runner.ready();
  return {
    name: `ours, ${runner.sandbox?.mode}`,
    face: (attack) =>
      stage(attack, async (scene, model) => {
        const door = await openUnixDoor(model.url);
        try {
          await runner.run(
            {
              workspace: scene.checkout.directory,
              prompt: attack.prompt?.(scene) ?? HONEST_PROMPT,
              files: attack.files ?? ['app.py'],
              model: 'openai/scripted',
              extraParams: { api_base: model.url },
              gateway: { socket: door.socket, token: KEY },
            },
            { signal: new AbortController().signal },
          );
          if (model.requests.length === 0) throw new Error(`${attack.name} kept the job from being tried`);
        } finally {
          await door.close();
        }
      }),
    close: () => runner.close(),
  };
}
