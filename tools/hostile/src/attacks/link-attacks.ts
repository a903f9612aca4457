import { APP_EDIT, edit } from '../edit.js';
import type { Attack } from '../attack.js';

const VICTIM = '../outside/victim.txt';
const overwrite = (path: string) => edit(path, 'nobody may change this\n', 'pwned\n');

/** Links in the checkout that lead out of it. */
export const linkAttacks: readonly Attack[] = [
  {
    name: 'symlink-write',
    tries: 'link in the chat: write to where it leads',
    plant: ({ checkout }) => checkout.link('link.txt', VICTIM),
    replies: () => [overwrite('link.txt') + overwrite(VICTIM), APP_EDIT],
    files: ['link.txt'],
    editIsDue: false,
  },
  {
    name: 'symlink-write-unnamed',
    tries: 'link that nobody named: the same',
    plant: ({ checkout }) => checkout.link('link.txt', VICTIM),
    replies: () => [overwrite('link.txt') + overwrite(VICTIM), APP_EDIT],
    files: [],
    editIsDue: false,
  },
  {
    name: 'symlink-dir',
    tries: 'link to a folder: write into it',
    plant: ({ checkout }) => checkout.link('folder', '../outside'),
    replies: () => [edit('folder/new.txt', '', 'pwned\n'), APP_EDIT],
    editIsDue: false,
  },
  {
    name: 'symlink-read',
    tries: 'link: show the model a file outside',
    plant: ({ checkout }) => checkout.link('notes.txt', '../outside/secret.txt'),
    prompt: () => 'Change the greeting; see also notes.txt and app.py.',
    replies: () => ['I need to see `notes.txt` and `other.py`.', APP_EDIT],
    editIsDue: true,
  },
  {
    name: 'symlink-environ',
    tries: "link: show the model the agent's environment",
    plant: ({ checkout }) => checkout.link('notes.txt', '/proc/self/environ'),
    prompt: () => 'Change the greeting; see also notes.txt and app.py.',
    replies: () => ['I need to see `notes.txt` and `other.py`.', APP_EDIT],
    editIsDue: true,
  },
  {
    name: 'history-symlink',
    tries: '.aider.chat.history.md as a link: append to where it leads',
    plant: ({ checkout }) => {
      checkout.link('.aider.chat.history.md', VICTIM);
      checkout.link('.aider.input.history', VICTIM);
    },
    editIsDue: true,
  },
  {
    name: 'gitignore-symlink',
    tries: '.gitignore as a link: append to where it leads',
    plant: ({ checkout }) => checkout.link('.gitignore', VICTIM),
    editIsDue: true,
  },
];
