import type { ScriptedError, ScriptedReply, ScriptedUsage } from './scripted-model-item.js';

type Body = Readonly<Record<string, unknown>>;

/** How one provider's requests and answers look. Another provider is another constant of this type. */
export interface ModelShape {
  /** Whether requests to `path` are the provider's. */
  handles(path: string): boolean;
  promptOf(body: Body): string;
  wantsStream(body: Body): boolean;
  /** Body of an answer in one piece. */
  reply(id: string, body: Body, reply: ScriptedReply, usage: Required<ScriptedUsage>): object;
  /** Pieces of a streamed answer, ready to be written. */
  stream(id: string, body: Body, reply: ScriptedReply, usage: Required<ScriptedUsage>): string[];
  /** Body of an error. */
  error(error: ScriptedError): object;
}
