/** A request to the model, as it arrived. */
export interface ModelRequest {
  /** Counts from 0. */
  readonly index: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Empty when it was no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
  /** All that the model is told, as one text. */
  readonly prompt: string;
}

/** Tokens that a reply claims to have used; counted roughly when absent. */
export interface ScriptedUsage {
  readonly prompt?: number;
  readonly completion?: number;
  /** Part of `prompt` that came from the provider's cache. */
  readonly cached?: number;
}

export interface ScriptedReply {
  readonly content: string;
  /** Why the model stopped; `length` means that it was cut off. */
  readonly finish?: 'stop' | 'length';
  readonly usage?: ScriptedUsage;
  readonly delayMs?: number;
}

export interface ScriptedError {
  /** HTTP status. */
  readonly status: number;
  readonly error?: { readonly message: string; readonly type?: string; readonly code?: string | null };
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the model does with one request: a text is a reply; `hang` never answers, `drop` closes the connection. */
export type ScriptedTurn = string | ScriptedReply | ScriptedError | { readonly hang: true } | { readonly drop: true };

/** A turn, or one that depends on the request. */
export type ScriptItem = ScriptedTurn | ((request: ModelRequest) => ScriptedTurn | Promise<ScriptedTurn>);

/** Request n gets item n; the last item repeats. */
export type ModelScript = readonly [ScriptItem, ...ScriptItem[]];
