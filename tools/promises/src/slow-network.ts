import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A way to the broker on which every byte takes its time, for connections whose first bytes hold `mark`, such as the
 * name of the connection. What is under way when the sender goes is lost, as when its machine goes with it.
 * @param latencyMs in each direction
 */
export async function startSlowNetwork(rabbitmqUrl: string, { mark, latencyMs }: { mark: string; latencyMs: number }) {
  const broker = new URL(rabbitmqUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(broker.port), broker.hostname);
    let latency = 0;
    const pass = (from: Socket, to: Socket) => {
      sockets.add(from);
      from.on('data', (chunk: Buffer) => {
        if (from === near && chunk.includes(mark)) latency = latencyMs;
        if (latency === 0) to.write(chunk);
        else setTimeout(() => !from.closed && !to.destroyed && to.write(chunk), latency);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    };
    pass(near, far);
    pass(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(rabbitmqUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    /** The broker's address by this way. */
    url: url.href,
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
