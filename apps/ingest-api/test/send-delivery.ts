import { createHmac, randomUUID } from 'node:crypto';
import { WEBHOOK_SECRET } from '@ai-coding-agent/local-system';

const PATH = '/webhooks/github';

/** What is not as usual in a delivery. */
export interface Delivery {
  readonly event?: string;
  /** The same again is a redelivery. */
  readonly id?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, string>;
}

export function sign(body: string, secret = WEBHOOK_SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Sends what GitHub would send, signed, to the ingest-api at `url`. */
export async function sendDelivery(
  url: string,
  body: string,
  { event = 'issue_comment', id = randomUUID(), type = 'application/json', headers = {} }: Delivery = {},
): Promise<Answer> {
  const answer = await fetch(url + PATH, {
    method: 'POST',
    headers: {
      'content-type': type,
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': sign(body),
      ...headers,
    },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}
