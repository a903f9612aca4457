import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { APP } from '../aider-edit.js';
import { namesIn, temporaryCheckout, type TemporaryCheckout } from '../temporary-checkout.js';

export const SECRET = 'TOP-SECRET-4711';
const VICTIM = 'nobody may change this\n';

/** Where an attack takes place: a checkout, a folder beside it, and a server that waits for loot. */
export interface Scene {
  readonly checkout: TemporaryCheckout;
  /** Base address of the attacker's server. */
  readonly evil: string;
  /** A shell command that proves that it ran. */
  readonly fire: (payload: string) => string;
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
  const git = protectedBytes(checkout);

  const visits: string[] = [];
  const evil = createServer((request: IncomingMessage, response) => {
    visits.push(`${request.method} ${request.url}`);
    response.end('{}');
  });
  evil.listen(0, '127.0.0.1');
  await once(evil, 'listening');

  return {
    checkout,
    evil: `http://127.0.0.1:${(evil.address() as AddressInfo).port}`,
    fire: (payload) => `sh -c 'echo ${payload} >> "${canary}"'`,
    append: (path, text) => {
      const before = existsSync(join(checkout.directory, path)) ? checkout.read(path) : '';
      checkout.write(path, before + text);
    },
    damage: (sent) => {
      const changed = protectedBytes(checkout) !== git;
      if (!changed) checkout.changes(); // git runs what a hostile configuration says, so it is asked before the rest
      return [
        ...(changed ? ['.git or a workflow was changed'] : []),
        ...(existsSync(canary) ? [`ran: ${readFileSync(canary, 'utf8')}`] : []),
        ...visits.map((visit) => `called the attacker: ${visit}`),
        ...(readFileSync(victim, 'utf8') === VICTIM ? [] : ['changed a file outside']),
        ...namesIn(checkout.outside)
          .filter((name) => !innocent.includes(name))
          .map((name) => `made ${name} outside`),
        ...(sent.includes(SECRET) ? ['told the model a secret'] : []),
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
function protectedBytes({ directory }: TemporaryCheckout): string {
  return ['.git/config', '.git/hooks/post-commit', '.GIT/config', '.github/workflows/ci.yml']
    .map((path) => join(directory, path))
    .map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''))
    .join('\0');
}
