import { APP_EDIT, edit } from '../aider-edit.js';
import type { Payload } from './payload.js';

const overwrite = (path: string) => edit(path, 'nobody may change this\n', 'pwned\n');

/** Links in the checkout that lead out of it. */
export const linkPayloads: readonly Payload[] = [
  {
    name: 'symlink-write, symlink-write-unnamed',
    plant: ({ checkout }) => {
      checkout.link('named.txt', '../outside/victim.txt');
      checkout.link('unnamed.txt', '../outside/victim.txt');
    },
    replies: () => [overwrite('named.txt') + overwrite('unnamed.txt'), overwrite('../outside/victim.txt')],
    files: ['named.txt'],
    editIsDue: false,
  },
  {
    name: 'symlink-read',
    plant: ({ checkout }) => checkout.link('notes.txt', '../outside/secret.txt'),
    prompt: () => 'Change the greeting; see also notes.txt and app.py.',
    replies: () => ['I need to see `notes.txt` and `other.py`.', APP_EDIT],
    editIsDue: true,
  },
];
