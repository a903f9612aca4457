import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import type { Account } from '../world/account.js';

const COOKIE = 'sandbox_session';

/** Who is signed in where. Everybody may sign in as anybody: nobody but this machine gets here. */
export class Sessions {
  readonly #accounts = new Map<string, Account>();

  signIn(account: Account, reply: FastifyReply): void {
    const id = randomBytes(18).toString('hex');
    this.#accounts.set(id, account);
    reply.header('set-cookie', `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`);
  }

  signOut(request: FastifyRequest, reply: FastifyReply): void {
    this.#accounts.delete(idIn(request));
    reply.header('set-cookie', `${COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
  }

  /** Somebody signed in has all rights of the account. */
  callerOf(request: FastifyRequest): Caller {
    const account = this.#accounts.get(idIn(request));
    if (!account) return { kind: 'anonymous' };
    return {
      kind: 'token',
      token: { value: '', account, expiresAt: undefined, narrowed: undefined, revoked: false },
    };
  }
}

function idIn(request: FastifyRequest): string {
  return new RegExp(`(?:^|; )${COOKIE}=(\\w+)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
}
