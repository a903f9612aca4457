import { startScriptedModel } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RunnerProcess } from '../../src/index.js';
import { EDITED_APP } from '../aider-edit.js';
import { aiderPython } from '../aider-python.js';
import { KEY } from '../job-under-test.js';
import { openUnixDoor } from '../unix-door.js';
import { issuePayloads } from './issue-payloads.js';
import { linkPayloads } from './link-payloads.js';
import { HONEST_PROMPT, HONEST_REPLIES, type Payload } from './payload.js';
import { replyPayloads } from './reply-payloads.js';
import { setScene } from './scene.js';
import { settingsPayloads } from './settings-payloads.js';

const python = await aiderPython();
const settings = settingsPayloads(python);

/** All settings at once: what is not read can't hurt, and whatever is read would show. */
const allSettings: Payload = {
  name: `all of ${settings.map(({ name }) => name).join(', ')}`,
  plant: (scene) => settings.forEach(({ plant }) => plant?.(scene)),
  files: [], // so that there is a map of the repository, for which the cache would be opened
  editIsDue: true,
};

describe.concurrent.each(['auto', 'process'] as const)(
  'a hostile repository, issue or reply in sandbox %s',
  (sandbox) => {
    let runner: RunnerProcess;
    beforeAll(async () => {
      runner = new RunnerProcess({ pool: 2, python, sandbox });
      await runner.ready();
    }, 120_000);
    afterAll(() => runner.close());

    it.for([allSettings, ...issuePayloads, ...replyPayloads, ...linkPayloads])(
      'achieves nothing: $name',
      { timeout: 120_000 },
      async ({ plant, prompt, replies, files = ['app.py'], editIsDue }, { expect }) => {
        const scene = await setScene();
        plant?.(scene);
        scene.checkout.commit();
        const model = await startScriptedModel({ script: replies?.(scene) ?? HONEST_REPLIES });
        const door = await openUnixDoor(model.url);
        try {
          await runner.run(
            {
              workspace: scene.checkout.directory,
              prompt: prompt?.(scene) ?? HONEST_PROMPT,
              files,
              model: 'openai/scripted',
              extraParams: { api_base: model.url },
              gateway: { socket: door.socket, token: KEY },
            },
            { signal: new AbortController().signal },
          );

          expect(model.requests.length).toBeGreaterThan(0);
          expect(scene.damage(model.requests.map((request) => request.prompt).join('\n'))).toEqual([]);
          if (editIsDue) expect(scene.checkout.read('app.py')).toBe(EDITED_APP);
        } finally {
          await door.close();
          await model.close();
          await scene.close();
        }
      },
    );
  },
);
