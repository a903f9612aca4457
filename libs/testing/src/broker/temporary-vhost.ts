import { randomUUID } from 'node:crypto';

/** A virtual host of a broker, for one test file: nobody else's queues are in it. */
export interface TemporaryVhost {
  /** AMQP address. */
  readonly url: string;
  /** Asks the management API about this virtual host, such as `queues/{vhost}/name`. */
  management<T>(method: string, path: string, body?: unknown): Promise<T | undefined>;
  remove(): Promise<void>;
}

/** @param broker addresses of the virtual host `/` and of the management plugin, with credentials */
export async function createTemporaryVhost(broker: {
  readonly url: string;
  readonly managementUrl: string;
}): Promise<TemporaryVhost> {
  const name = `test-${randomUUID()}`;
  const { origin, username, password } = new URL(broker.managementUrl);
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const management = async <T>(method: string, path: string, body?: unknown): Promise<T | undefined> => {
    const answer = await fetch(`${origin}/api/${path.replace('{vhost}', name)}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (answer.status === 404) return undefined;
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? (JSON.parse(text) as T) : undefined;
  };
  await management('PUT', 'vhosts/{vhost}');
  await management('PUT', `permissions/{vhost}/${username}`, { configure: '.*', write: '.*', read: '.*' });
  const url = new URL(broker.url);
  url.pathname = name;
  return {
    url: url.href,
    management,
    remove: async () => {
      await management('DELETE', 'vhosts/{vhost}');
    },
  };
}
