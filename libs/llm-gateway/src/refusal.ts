import { failureText, type JobFailure } from '@ai-coding-agent/failures';
import type { ServerResponse } from 'node:http';

/** A request that the gateway does not pass on because no agent of ours would make it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    message: string,
    /** 401 for a bad token; 400 is the only other status that no client ever tries again. */
    readonly status: 400 | 401 = 400,
  ) {
    super(message);
  }
}

/** Answers with an error that no client tries again, in the shape of OpenAI's, which LiteLLM reads from anybody. */
export function sendRefusal(response: ServerResponse, reason: Refusal | JobFailure): void {
  if (response.destroyed || response.writableEnded) return;
  if (response.headersSent) return void response.destroy();
  const isRefusal = reason instanceof Refusal;
  const code = isRefusal ? 'refused' : reason.code;
  const words = isRefusal
    ? reason.message
    : [failureText(reason.code).sentence, reason.detail].filter(Boolean).join(' ');
  // LiteLLM and the runner know an overflow by OpenAI's own code.
  const openAiCode = code === 'model-context-exceeded' ? 'context_length_exceeded' : code;
  const body = JSON.stringify({
    type: 'error',
    error: { type: 'invalid_request_error', code: openAiCode, message: `[llm-gateway ${code}] ${words}` },
  });
  response.writeHead(isRefusal ? reason.status : 400, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-should-retry': 'false',
    connection: 'close',
  });
  response.end(body);
}
