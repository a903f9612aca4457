import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** An address of the node, which pods reach. */
export const NODE_ADDRESS = process.env['NODE_IP'] ?? '';

export interface Door {
  readonly port: number;
  close(): void;
}

/** Lets pods through to a port of the loopback address. */
export async function openDoor(port: number): Promise<Door> {
  const server = createServer((outside) => {
    const inside = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
      socket.pipe(other);
    }
  });
  server.listen(0, NODE_ADDRESS);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
