import type { ScriptedError, ScriptedReply, ScriptedUsage } from './scripted-model-item.js';

type Body = Readonly<Record<string, unknown>>;

/** How one provider's requests and answers look. Another provider is another constant of this type. */
export interface ModelShape {
  /** Whether requests to `path` are the provider's. */
  handles(path: string): boolean;
  promptOf(body: Body): string;
  wantsStream(body: Body, path: string): boolean;
  /** Body of an answer in one piece. */
  reply(id: string, body: Body, reply: ScriptedReply, usage: Required<ScriptedUsage>): object;
  /** Pieces of a streamed answer, ready to be written. */
  stream(id: string, body: Body, reply: ScriptedReply, usage: Required<ScriptedUsage>): string[];
  /** Content type of a streamed answer; server-sent events by default. */
  readonly streamType?: string;
  /** Answer to a question that is not for the model, which is neither recorded nor part of the script. */
  aside?(path: string): object | undefined;
  /** Body of an error. */
  error(error: ScriptedError): object;
}
