import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What stands between an app and a server, and can hold everything up without closing anything, as a network does. */
export interface FreezableProxy {
  /** The address of the server, by way of the proxy. */
  readonly url: string;
  freeze(): void;
  thaw(): void;
  /** Cuts all connections. */
  cut(): void;
  /** Cuts the connection of the next client that says this, before the server hears it. */
  cutAt(bytes: Buffer): void;
  close(): Promise<void>;
}

/** @param target URL with host and port */
export async function startFreezableProxy(target: string): Promise<FreezableProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let fatal: Buffer | undefined;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.on('data', (chunk) => {
      if (!fatal || !chunk.includes(fatal)) return;
      fatal = undefined;
      upstream.destroy();
      client.destroy();
    });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => to.destroyed || to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (isFrozen) from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: url.href,
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
    cut,
    cutAt: (bytes) => (fatal = bytes),
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
