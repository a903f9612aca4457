import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeFrame, MAX_FRAME_BYTES, readFrames } from './frames.js';

interface Example {
  readonly what: string;
  readonly hex: string;
  readonly message?: object;
}

const examples = JSON.parse(
  readFileSync(new URL('../protocol/frames.json', import.meta.url), 'utf8'),
) as readonly Example[];

async function* chunked(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(bytes: Buffer, size = bytes.length): Promise<object[]> {
  const messages: object[] = [];
  for await (const message of readFrames(chunked(bytes, size))) messages.push(message);
  return messages;
}

describe('readFrames', () => {
  it.each(examples.filter(({ message }) => message))('reads $what', async ({ hex, message }) => {
    expect(await read(Buffer.from(hex, 'hex'))).toEqual([message]);
  });

  it.each(examples.filter(({ message }) => !message))('refuses $what', async ({ hex }) => {
    await expect(read(Buffer.from(hex, 'hex'))).rejects.toMatchObject({ code: 'broken' });
  });

  it('reads messages however the bytes are cut', async () => {
    const messages = [{ text: 'grün 緑' }, {}, { list: [1, null, true] }, { text: 'x'.repeat(70_000) }];
    const bytes = Buffer.concat(messages.map(encodeFrame));

    for (const size of [1, 2, 3, 5, 7, 4096, bytes.length]) expect(await read(bytes, size)).toEqual(messages);
  });

  it('refuses a frame that is too large without waiting for it', async () => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(MAX_FRAME_BYTES + 1);
    async function* onlyHeader(): AsyncGenerator<Buffer> {
      yield header;
      throw new Error('asked for more');
    }

    await expect(readFrames(onlyHeader()).next()).rejects.toThrow('too large');
  });

  it('refuses a stream that ends within a frame', async () => {
    const bytes = encodeFrame({ a: 1 });

    for (let length = 1; length < bytes.length; length++) {
      await expect(read(bytes.subarray(0, length))).rejects.toMatchObject({ code: 'broken' });
    }
  });
});

describe('encodeFrame', () => {
  it('does not write what nobody may read', () => {
    expect(() => encodeFrame({ prompt: 'x'.repeat(MAX_FRAME_BYTES) })).toThrow('too large');
  });
});
