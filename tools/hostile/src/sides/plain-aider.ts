import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HONEST_PROMPT } from '../attack.js';
import { KEY } from '../scene.js';
import type { Side } from '../side.js';
import { stage } from './stage.js';

const FLAGS = [
  ...['--yes-always', '--no-pretty', '--no-analytics', '--no-check-update', '--no-show-release-notes'],
  ...['--no-show-model-warnings', '--edit-format', 'diff'],
  ...['--model', 'openai/scripted', '--weak-model', 'openai/scripted'],
];
/** Aider tries a failing model again for a minute. */
const PATIENCE_MS = 120_000;

/**
 * Aider's command line as somebody runs it in a script: on a clone, with the key in the environment.
 * @param python the interpreter that has Aider
 */
export function plainAider(python: string): Side {
  const program = join(dirname(python), 'aider');
  return {
    name: 'plain aider',
    face: (attack) =>
      stage(attack, async (scene, model) => {
        const home = mkdtempSync(join(tmpdir(), 'plain-aider-'));
        // Whoever uses git has these; without them Aider would write its own into every checkout.
        writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = Dev\n\temail = dev@example.test\n');
        const message = join(home, 'issue.md');
        writeFileSync(message, attack.prompt?.(scene) ?? HONEST_PROMPT);
        const child = spawn(program, [...FLAGS, '--message-file', message, ...(attack.files ?? ['app.py'])], {
          cwd: scene.checkout.directory,
          env: {
            PATH: process.env['PATH'],
            HOME: home,
            BROWSER: '/bin/true',
            LITELLM_LOCAL_MODEL_COST_MAP: 'True',
            OPENAI_API_KEY: KEY,
            OPENAI_API_BASE: model.url,
          },
          stdio: 'ignore',
          detached: true,
        });
        const { pid } = child;
        if (!pid) throw new Error(`${program} could not be started: run npm run hostile, which brings it`);
        const timer = setTimeout(() => killGroup(pid), PATIENCE_MS);
        await once(child, 'close');
        clearTimeout(timer);
        killGroup(pid);
        rmSync(home, { recursive: true, force: true });
      }),
    close: async () => undefined,
  };
}

/** Also what Aider left running. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // nothing of it is left
  }
}
