/** What a provider answers to one prompt, in its own words, as its documentation shows it. */
export interface DocumentedReply {
  readonly model: string;
  /** The first part of its settings' names. */
  readonly settings: string;
  /** What its own address has after the host. */
  readonly path: string;
  /** In one piece. */
  readonly whole: object;
  readonly stream: string;
  /** Part of `stream` that is only sent when usage was asked for. */
  readonly onlyIfAsked?: string;
  readonly tokens: { readonly prompt: number; readonly completion: number; readonly cached: number };
}

/** Server-sent events of JSON. */
export const events = (...data: readonly object[]): string =>
  data.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

/** Each with its name before it. */
export const namedEvents = (...data: readonly { readonly type: string }[]): string =>
  data.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
