import { RunnerError } from './runner-error.js';

/** Largest body of a frame, in bytes. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;

const HEADER_BYTES = 4;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The length of `message` in 4 bytes, big-endian, then `message` as JSON in UTF-8. */
export function encodeFrame(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  if (body.length > MAX_FRAME_BYTES) throw new RunnerError('bad_job', 'The job is too large to be sent.');
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
}

/**
 * The messages in a stream of bytes, until it ends.
 * @throws RunnerError `broken` for anything but whole frames that hold JSON objects
 */
export async function* readFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<object, void> {
  let pending: Buffer[] = [];
  let available = 0;
  let wanted = HEADER_BYTES;
  for await (const chunk of chunks) {
    pending.push(chunk);
    available += chunk.length;
    if (available < wanted) continue;
    let bytes = Buffer.concat(pending);
    for (; bytes.length >= HEADER_BYTES; bytes = bytes.subarray(wanted)) {
      wanted = HEADER_BYTES + bodyLength(bytes);
      if (bytes.length < wanted) break;
      yield parse(bytes.subarray(HEADER_BYTES, wanted));
    }
    if (bytes.length < HEADER_BYTES) wanted = HEADER_BYTES;
    pending = [bytes];
    available = bytes.length;
  }
  if (available > 0) throw new RunnerError('broken', 'The connection ended within a frame.');
}

function bodyLength(bytes: Buffer): number {
  const length = bytes.readUInt32BE();
  if (length > MAX_FRAME_BYTES) throw new RunnerError('broken', `A frame of ${length} bytes is too large.`);
  return length;
}

function parse(body: Buffer): object {
  let message: unknown;
  try {
    message = JSON.parse(utf8.decode(body));
  } catch (error) {
    throw new RunnerError('broken', 'A frame does not hold JSON.', error);
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new RunnerError('broken', 'A frame does not hold a JSON object.');
  }
  return message;
}
