import { it } from 'vitest';
import type { AiderRunner } from '../src/index.js';
import { APP, APP_EDIT, EDITED_APP, edit } from './aider-edit.js';
import { answer, runJob } from './job-under-test.js';

/** What a job makes of the replies of a model. */
export function editCases(runner: () => AiderRunner): void {
  it('shows the model the files it asks for, then makes its edit', async ({ expect }) => {
    const stalling = `x = [${'1,'.repeat(200_000)}]\n`;
    const script = [answer('I need to see `app.py`.'), answer(`Now it says bye.\n\n${APP_EDIT}`)] as const;

    await runJob(runner(), { script, files: { 'app.py': APP, 'generated.py': stalling } }, (seen) => {
      expect(seen.result).toMatchObject({ status: 'edited', edited: ['app.py'], refused: [], warnings: [] });
      expect(seen.result.summary).toBe('Now it says bye.');
      expect(seen.result.usage).toEqual({ llmCalls: 2, promptTokens: 2000, completionTokens: 20, costUsd: 2 });
      expect(seen.events.map(({ kind }) => kind)).toEqual(['model_call', 'file_added', 'model_call', 'edit_applied']);
      expect(seen.requests[0]?.prompt).not.toContain('return "hi"');
      expect(seen.requests[1]?.prompt).toContain('return "hi"');
      expect(seen.requests[0]?.prompt).not.toContain('generated.py');
      expect(seen.checkout.read('app.py')).toBe(EDITED_APP);
      expect(seen.checkout.changes()).toEqual(['app.py']);
    });
  });

  it('makes an edit of a file that nobody named, although the reply mentions another one', async ({ expect }) => {
    const script = [`I left \`other.py\` alone.\n\n${APP_EDIT}`] as const;

    await runJob(runner(), { script, files: { 'app.py': APP, 'other.py': 'import app\n' } }, (seen) => {
      expect(seen.result).toMatchObject({ status: 'edited', edited: ['app.py'] });
      expect(seen.requests).toHaveLength(1);
      expect(seen.checkout.read('app.py')).toBe(EDITED_APP);
    });
  });

  it('makes new files, and leaves none behind that stayed empty', async ({ expect }) => {
    const reply = edit('src/new file.py', '', 'print("grüß")\n') + edit('lost.py', 'not there\n', 'x\n');

    await runJob(runner(), { script: [reply, 'I give up.'] }, (seen) => {
      expect(seen.checkout.read('src/new file.py')).toBe('print("grüß")\n');
      expect(seen.checkout.changes()).toEqual(['src/new file.py']);
    });
  });

  it('keeps line endings, byte-order marks and final newlines of all lines that it does not edit', async ({
    expect,
  }) => {
    const files = {
      'crlf.txt': 'one\r\ntwo\r\nthree\r\n',
      'bom.txt': '\ufeffone\ntwo\nthree\n',
      'mixed ünï.txt': 'one\r\ntwo\nthree\r\nfour\r\n',
      'no newline.txt': 'one\ntwo\nthree',
      'old/mac.txt': 'one\rtwo\rthree\r',
    };
    const reply = Object.keys(files)
      .map((path) => edit(path, path === 'bom.txt' ? 'one\n' : 'two\n', 'TWO\n'))
      .join('\n');

    await runJob(runner(), { script: [reply], files, job: { files: Object.keys(files) } }, ({ result, checkout }) => {
      expect(result).toMatchObject({ status: 'edited', edited: Object.keys(files).sort() });
      expect(checkout.read('crlf.txt')).toBe('one\r\nTWO\r\nthree\r\n');
      expect(checkout.read('bom.txt')).toBe('\ufeffTWO\ntwo\nthree\n');
      expect(checkout.read('mixed ünï.txt')).toBe('one\r\nTWO\r\nthree\r\nfour\r\n');
      expect(checkout.read('no newline.txt')).toBe('one\nTWO\nthree');
      expect(checkout.read('old/mac.txt')).toBe('one\rTWO\rthree\r');
    });
  });

  it.for([
    [
      'diff-fenced',
      '```python\napp.py\n<<<<<<< SEARCH\n    return "hi"\n=======\n    return "bye"\n>>>>>>> REPLACE\n```',
    ],
    ['udiff', '```diff\n--- app.py\n+++ app.py\n@@ ... @@\n def hello():\n-    return "hi"\n+    return "bye"\n```'],
    ['whole', `app.py\n\`\`\`\n${EDITED_APP}\`\`\``],
  ] as const)('understands edits in the format %s', async ([editFormat, reply], { expect }) => {
    await runJob(runner(), { script: [`Done.\n\n${reply}`], job: { editFormat, files: ['app.py'] } }, (seen) => {
      expect(seen.result).toMatchObject({ status: 'edited', summary: 'Done.' });
      expect(seen.checkout.read('app.py')).toBe(EDITED_APP);
    });
  });

  it('says when there was nothing to edit, also in a repository that has nothing to map', async ({ expect }) => {
    await runJob(runner(), { script: ['It says bye already.'], files: {} }, ({ result, checkout }) => {
      expect(result).toMatchObject({ status: 'no_edit', summary: 'It says bye already.', edited: [] });
      expect(checkout.changes()).toEqual([]);
    });
  });

  it('says when the model said nothing', async ({ expect }) => {
    await runJob(runner(), { script: [''] }, ({ result }) => {
      expect(result).toMatchObject({ status: 'empty_reply', usage: { llmCalls: 1 } });
    });
  });

  it('lets the model correct edits that do not fit, three times', async ({ expect }) => {
    const script = [answer(edit('app.py', '    return "moin"\n', '    return "bye"\n'))] as const;

    await runJob(runner(), { script, job: { maxCostUsd: 9 } }, ({ result, requests, checkout }) => {
      expect(result).toMatchObject({ status: 'malformed', edited: [], usage: { llmCalls: 4, costUsd: 4 } });
      expect(requests).toHaveLength(4);
      expect(requests[1]?.prompt).toContain('failed to match');
      expect(checkout.read('app.py')).toBe(APP);
    });
  });

  it('leaves a file alone that is not UTF-8, and says so', async ({ expect }) => {
    const latin = Buffer.from('gr\xfc\xdf\nhi\n', 'latin1');
    const files = { 'app.py': APP, 'latin.txt': latin };

    await runJob(runner(), { script: [edit('latin.txt', 'hi\n', 'bye\n')], files }, ({ result, checkout }) => {
      expect(result).toMatchObject({ status: 'no_edit', edited: [] });
      expect(result.warnings).toContain("latin.txt is not UTF-8 text, so it can't be edited.");
      expect(checkout.bytes('latin.txt')).toEqual(latin);
    });
  });

  it('refuses edits of what it must not touch, next to one that is fine', async ({ expect }) => {
    const absolute = '/tmp/aider-runner-escaped.txt';
    const refused = ['.git/config', '.github/workflows/ci.yml', '../outside/escaped.txt', absolute, 'link/escaped.txt'];
    const reply = APP_EDIT + refused.map((path) => edit(path, '', 'x\n')).join('\n');
    const arrange = (checkout: { link: (path: string, target: string) => void }) => checkout.link('link', '../outside');

    await runJob(runner(), { script: [reply], arrange }, ({ result, checkout }) => {
      expect(result.edited).toEqual(['app.py']);
      expect(result.refused).toEqual([
        { path: '.git/config', reason: 'protected' },
        { path: '.github/workflows/ci.yml', reason: 'protected' },
        { path: '../outside/escaped.txt', reason: 'outside' },
        { path: absolute, reason: 'outside' },
        { path: 'link/escaped.txt', reason: 'outside' },
      ]);
      expect(checkout.changes().sort()).toEqual(['app.py', 'link']);
    });
  });
}
