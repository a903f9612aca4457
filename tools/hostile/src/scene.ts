import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { namesIn, temporaryCheckout, type TemporaryCheckout } from '@ai-coding-agent/testing';
import { APP } from './edit.js';

/** A key that only the environment of the agent's starter holds. */
export const KEY = 'sk-key-that-nobody-may-see-4711';

const SECRET = 'TOP-SECRET-4711';
const VICTIM = 'nobody may change this\n';
/** Names that some system takes for `.git`, workflows, and what makes git fetch more. None may be changed. */
const PROTECTED = [
  ...['.git/config', '.git/hooks/post-commit', '.GIT/config', '.g\u200cit/config', 'git~1/config', '.git./config'],
  ...['.github/workflows/ci.yml', '.GitHub/Workflows/ci.yml', '.gitmodules'],
];

/** Where an attack takes place: a checkout, a folder beside it, and a server that waits for loot. */
export interface Scene {
  readonly checkout: TemporaryCheckout;
  /** Base address of the attacker's server. */
  readonly evil: string;
  /** A shell command that proves that it ran. */
  readonly fire: (attack: string) => string;
  /** Adds to a file of the checkout. */
  readonly append: (path: string, text: string) => void;
  /** Whatever the attack achieved, in words; empty when it failed. `sent` is all that the model was told. */
  damage(sent: string): string[];
  close(): Promise<void>;
}

export async function setScene(): Promise<Scene> {
  const checkout = temporaryCheckout({ 'app.py': APP, 'other.py': 'from app import hello\n' });
  const canary = join(checkout.outside, 'canary.txt');
  const victim = join(checkout.outside, 'victim.txt');
  writeFileSync(victim, VICTIM);
  writeFileSync(join(checkout.outside, 'secret.txt'), `${SECRET}\n`);
  const innocent = namesIn(checkout.outside);
  const before = protectedBytes(checkout);

  const visits: string[] = [];
  const evil = createServer((request: IncomingMessage, response) => {
    const key = JSON.stringify(request.headers).includes(KEY) ? ', with the key' : '';
    visits.push(`${request.method} ${request.url}${key}`);
    response.end('{}');
  });
  evil.listen(0, '127.0.0.1');
  await once(evil, 'listening');

  return {
    checkout,
    evil: `http://127.0.0.1:${(evil.address() as AddressInfo).port}`,
    fire: (attack) => `sh -c 'echo ${attack} >> "${canary}"'`,
    append: (path, text) => {
      const before = existsSync(join(checkout.directory, path)) ? checkout.read(path) : '';
      checkout.write(path, before + text);
    },
    damage: (sent) => {
      const changed = protectedBytes(checkout).filter((bytes, index) => bytes !== before[index]);
      if (changed.length === 0) checkout.changes(); // git runs what a hostile configuration says: it is asked first
      return [
        ...(changed.length > 0 ? ['changed a protected file'] : []),
        ...(existsSync(canary) ? ['ran a command'] : []),
        ...new Set(visits.map((visit) => `called the attacker${visit.endsWith('key') ? ' with the key' : ''}`)),
        ...(readFileSync(victim, 'utf8') === VICTIM ? [] : ['changed a file outside']),
        ...namesIn(checkout.outside)
          .filter((name) => !innocent.includes(name) && name !== 'canary.txt')
          .map((name) => `made ${name} outside`),
        ...(sent.includes(SECRET) || sent.includes(KEY) ? ['told the model a secret'] : []),
      ];
    },
    close: async () => {
      evil.close();
      evil.closeAllConnections();
      await once(evil, 'close');
      checkout.remove();
    },
  };
}

/** What must be the same afterwards, whatever is committed or written. */
function protectedBytes({ directory }: TemporaryCheckout): string[] {
  return PROTECTED.map((path) => join(directory, path)).map((path) =>
    existsSync(path) ? readFileSync(path, 'utf8') : '',
  );
}
