import { ServerResponse, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.js';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** Lets a request run into a fault; `handle` is what would have happened. */
export async function sufferFault(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  handle: Handle,
): Promise<void> {
  if (fault.delayMs) await sleep(fault.delayMs);
  await fault.until;
  const ends = fault.hang || fault.drop || fault.status !== undefined;
  if (!ends) return handle(request, response);
  if (fault.afterEffect) await withoutAnswer(request, handle);
  if (fault.hang) return;
  if (fault.drop) return void request.socket.destroy();
  const { status = 500, headers, body = { message: `injected ${status}` } } = fault;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(text);
}

/** Runs `handle` to its end against an answer that nobody receives. */
function withoutAnswer(request: IncomingMessage, handle: Handle): Promise<void> {
  return new Promise((resolve) => {
    const nowhere = new ServerResponse(request);
    nowhere.end = () => {
      resolve();
      return nowhere;
    };
    handle(request, nowhere);
  });
}
