import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface UnixDoor {
  /** Path of the socket. */
  readonly socket: string;
  close(): Promise<void>;
}

/** A Unix socket that leads to the server at `url`: what a gateway looks like from inside. */
export async function openUnixDoor(url: string): Promise<UnixDoor> {
  const folder = mkdtempSync(join(tmpdir(), 'door-'));
  const socket = join(folder, 'gateway');
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const server = createServer((inside) => {
    const outside = connect(Number(port), hostname);
    for (const [from, to] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      open.add(from);
      from.on('error', () => undefined).on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    socket,
    close: async () => {
      open.forEach((connection) => connection.destroy());
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true });
    },
  };
}
