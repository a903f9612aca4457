import { describe, expect, it } from 'vitest';
import { GitleaksScanner, RULES_VERSION } from '../src/index.js';

/** Put together here, so that no scanner takes this file for a leak. */
const SECRETS: readonly (readonly [kind: string, ...parts: string[]])[] = [
  ['aws-access-token', 'aws_key = "AKIA', 'QYLPMN5HFIQR7XYA"'],
  ['github-pat', 'token: ghp_', 'x7Kd0QpLz93mVb2RtYw8NcJf5Hs1Ga6EuTiO'],
  [
    'github-fine-grained-pat',
    'github_pat_',
    '11ABCDEFG0hIjKlMnOpQrS_',
    'aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9nO',
  ],
  [
    'anthropic-api-key',
    'sk-ant-api03-',
    'aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9nO1pQ3rS5tU7vW9xY1zA3bC5dE7fG9hI1jK3',
    'AA',
  ],
  ['slack-bot-token', 'xoxb-', '739182046153-8402716359284-Zk3vQ9xT1bN7mR5sW2pL8dHf'],
  ['gcp-api-key', 'const maps = "AIza', 'SyD9x3Kf7Qm1Zp5Wv8Bn2Rt6Yc4Hj0Lg_uE'],
  ['gitlab-pat', 'glpat-', 'Zk3vQ9xT1bN7mR5sW2pL'],
  ['npm-access-token', '//registry/:_authToken=npm_', 'x7kd0qplz93mvb2rtyw8ncjf5hs1ga6eutio'],
  ['stripe-access-token', 'key = "sk_live_', '4eC39HqLyjWDarjtT1zdp7dc"'],
  ['huggingface-access-token', 'HF = "hf_', 'kXqPzLmWvRtYbNcJfHsGaEuTiOdQwErTyU"'],
  [
    'private-key',
    '-----BEGIN RSA PRIVATE KEY-----\n',
    'MIIEpAIBAAKCAQEAx7Kd0QpLz93mVb2RtYw8NcJf5Hs1Ga6EuTiOx7Kd0QpLz93m\n'.repeat(3),
    '-----END RSA PRIVATE KEY-----',
  ],
];
const scan = (text: string, path = 'src/settings.ts', known: string[] = []) =>
  new GitleaksScanner(known).scan([{ path, text }]);

describe('GitleaksScanner', () => {
  it.each(SECRETS)('finds %s', async (kind, ...parts) => {
    expect(await scan(`before\n${parts.join('')}\nafter`)).toEqual({ path: 'src/settings.ts', kind });
  });

  it.each(SECRETS)('finds %s although whoever wrote it says that it is allowed', async (kind, ...parts) => {
    expect(await scan(`${parts.join('')} // gitleaks:allow`)).toMatchObject({ kind });
  });

  it.each([
    ['code', 'const token = process.env.GITHUB_TOKEN;\nif (password !== expected) throw new Error("wrong password");'],
    ['a placeholder', 'api_key = "${API_KEY}"\nOPENAI_API_KEY=your-key-here\ntoken: <token>'],
    ['a well-known example', `AWS_ACCESS_KEY_ID=AKIA${'IOSFODNN7EXAMPLE'}`],
    ['a checksum', 'sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['a UUID', 'id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"'],
    ['an expression of a workflow', 'token: ${{ secrets.GITHUB_TOKEN }}'],
    ['prose', 'The secret of a good API key is that nobody knows it.'],
  ])('leaves %s alone', async (_what, text) => {
    expect(await scan(text)).toBeUndefined();
  });

  it('leaves the checksums of lock files alone, but no secret of this deployment', async () => {
    const secret = 'correct-horse-battery';

    expect(await scan('"integrity": "sha512-abc", "token": "x7Kd0QpLz93mVb2RtYw8NcJf5Hs1"', 'package-lock.json')).toBe(
      undefined,
    );
    expect(await scan(`"x": "${secret}"`, 'package-lock.json', [secret])).toMatchObject({ path: 'package-lock.json' });
  });

  it.each([
    ['literally', (secret: string) => secret],
    ['percent-encoded', (secret: string) => encodeURIComponent(secret)],
    ['in Base64', (secret: string) => Buffer.from(secret).toString('base64')],
    ['inside Base64', (secret: string) => Buffer.from(`user:${secret}:x`).toString('base64')],
    ['in Base64 for URLs', (secret: string) => Buffer.from(`~~${secret}`).toString('base64url')],
    ['in hexadecimal', (secret: string) => Buffer.from(secret).toString('hex')],
  ])('finds a secret of this deployment %s, and does not repeat it', async (_how, encode) => {
    const secret = 'p@ss/w?rd+~~correct-horse';

    const found = await scan(`x = "${encode(secret)}"`, 'a.png', [secret]);

    expect(found).toEqual({ path: 'a.png', kind: 'a secret of this deployment' });
  });

  it('ignores known values that are too short to mean anything', async () => {
    expect(await scan('a test', 'a', ['test'])).toBeUndefined();
  });

  it('stops at the first file with a secret', async () => {
    const [, ...parts] = SECRETS[1]!;
    const files = [
      { path: 'a', text: 'fine' },
      { path: 'b', text: parts.join('') },
    ];

    expect(await new GitleaksScanner().scan(files)).toMatchObject({ path: 'b' });
  });

  it('has the rules of a version that it names', () => {
    expect(RULES_VERSION).toMatch(/^v8\./);
  });
});
