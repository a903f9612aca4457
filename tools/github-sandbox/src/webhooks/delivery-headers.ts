import type { Hook } from '../world/hook.js';
import { signPayload } from './sign-payload.js';

/** The headers of a delivery. */
export function deliveryHeaders(hook: Hook, event: string, guid: string, body: string): Record<string, string> {
  const { secret } = hook;
  return {
    Accept: '*/*',
    'Content-Type': hook.contentType === 'form' ? 'application/x-www-form-urlencoded' : 'application/json',
    'User-Agent': 'GitHub-Hookshot/5a4d0b0',
    'X-GitHub-Delivery': guid,
    'X-GitHub-Event': event,
    'X-GitHub-Hook-ID': String(hook.id),
    'X-GitHub-Hook-Installation-Target-ID': String(hook.owner.id),
    'X-GitHub-Hook-Installation-Target-Type': 'slug' in hook.owner ? 'integration' : 'repository',
    ...(secret !== undefined && {
      'X-Hub-Signature': signPayload(secret, body, 'sha1'),
      'X-Hub-Signature-256': signPayload(secret, body),
    }),
  };
}
