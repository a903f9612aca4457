import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- payloads are checked by schemas elsewhere
  readonly payload: any;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** Status of the next answers. */
  status: number;
}

/** Something that webhooks are sent to; it goes with the test. */
export async function webhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const json = body.startsWith('{') ? body : (new URLSearchParams(body).get('payload') ?? 'null');
      received.push({ headers: request.headers, body, payload: JSON.parse(json) });
      response.writeHead(receiver.status, { location: receiver.url }).end('noted');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const receiver = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, status: 202 };
  return receiver;
}
