import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitHttpHandler, type GitHttpRequest } from '@ai-coding-agent/testing';

export const TOKEN = 'ghs_0123456789abcdefSECRET';
export const AGENT = { name: 'AI Coding Agent', email: 'agent@example.test' };
export const PERSON = { name: 'Ada', email: 'ada@example.test' };

/** Content of a file by path, one character per byte of the path; null deletes it. */
export type Files = Readonly<Record<string, string | Buffer | { mode: string; content: string | Buffer } | null>>;

export interface NewCommit {
  readonly files?: Files;
  readonly message?: string;
  readonly author?: { name: string; email: string };
  readonly committer?: { name: string; email: string };
  /** Commit or branch to start from; the branch itself by default. */
  readonly from?: string;
}

type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Real repositories behind real HTTP, in a temporary folder. */
export class TestForge {
  readonly folder = mkdtempSync(join(tmpdir(), 'git-ops-test-'));
  readonly requests: string[] = [];
  /** Bytes that fetches and clones were sent. */
  sentPacks = 0;
  authorize: (request: GitHttpRequest) => 200 | 401 | 403 | 404 = ({ token }) => (token === TOKEN ? 200 : 401);
  /** Answers instead of git when it returns true. */
  intercept: Interceptor = () => false;
  readonly #server: Server;

  private constructor() {
    const handler = gitHttpHandler({ root: join(this.folder, 'repositories'), authorize: (r) => this.authorize(r) });
    this.#server = createServer((request, response) => {
      this.requests.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'anonymous'}`);
      const before = request.socket.bytesWritten;
      if (request.url?.endsWith('/git-upload-pack'))
        response.on('close', () => (this.sentPacks += request.socket.bytesWritten - before));
      if (this.intercept(request, response) || handler(request, response)) return;
      response.writeHead(404).end();
    });
  }

  static async start(): Promise<TestForge> {
    const forge = new TestForge();
    await new Promise<void>((resolve) => forge.#server.listen(0, '127.0.0.1', resolve));
    return forge;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get workspace(): string {
    return join(this.folder, 'workspace');
  }

  repositoryPath(name: string): string {
    return join(this.folder, 'repositories', `${name}.git`);
  }

  createRepository(name: string, files?: Files): string {
    mkdirSync(dirname(this.repositoryPath(name)), { recursive: true });
    runGit(['init', '--quiet', '--bare', '--initial-branch=main', this.repositoryPath(name)]);
    appendFileSync(join(this.repositoryPath(name), 'config'), '[uploadpack]\n\tallowFilter = true\n');
    return files ? this.commit(name, 'main', { files }) : '';
  }

  /** Makes a commit on a branch and answers its id. */
  commit(name: string, branch: string, commit: NewCommit): string {
    const { files = {}, message = 'Change files', author = PERSON, committer = author, from = branch } = commit;
    const parent = this.tip(name, from);
    const lines = [
      Buffer.from(`commit refs/heads/${branch}\n`),
      Buffer.from(`author ${author.name} <${author.email}> 1700000000 +0000\n`),
      Buffer.from(`committer ${committer.name} <${committer.email}> 1700000000 +0000\n`),
      ...data(Buffer.from(message)),
      parent ? `from ${parent}\n` : '',
      ...Object.entries(files).flatMap(([path, file]) => fileCommand(path, file)),
    ].map((line) => (typeof line === 'string' ? Buffer.from(line, 'latin1') : line));
    this.git(name, ...['fast-import', '--quiet', '--force'], Buffer.concat(lines));
    return this.tip(name, branch) ?? '';
  }

  tip(name: string, branch: string): string | undefined {
    const ref = /^[0-9a-f]{40}$/.test(branch) ? branch : `refs/heads/${branch}`;
    try {
      return this.git(name, 'rev-parse', '--verify', '--quiet', ref).trim();
    } catch {
      return undefined;
    }
  }

  /** Runs git in the repository; a last argument that is a buffer is its input. */
  git(name: string, ...args: (string | Buffer)[]): string {
    return this.gitBytes(name, ...args).toString('utf8');
  }

  gitBytes(name: string, ...args: (string | Buffer)[]): Buffer {
    const input = args.find((argument) => Buffer.isBuffer(argument));
    const words = args.filter((argument) => typeof argument === 'string');
    return runGit([`--git-dir=${this.repositoryPath(name)}`, ...words], input);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    // Node can't remove what tests nest too deep.
    execFileSync('rm', ['-rf', this.folder]);
  }
}

/** Native git without anybody's settings. */
export function runGit(args: readonly string[], input?: Buffer): Buffer {
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  const maxBuffer = 256 * 1024 * 1024;
  return execFileSync('git', args, { env, input, maxBuffer, stdio: ['pipe', 'pipe', 'pipe'] });
}

function data(content: Buffer): (string | Buffer)[] {
  return [`data ${content.length}\n`, content, '\n'];
}

function fileCommand(path: string, file: Files[string]): (string | Buffer)[] {
  const quoted = `"${path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
  if (file === null) return [`D ${quoted}\n`];
  const { mode, content } = typeof file === 'object' && 'mode' in file ? file : { mode: '100644', content: file };
  if (mode === '160000') return [`M ${mode} ${content.toString()} ${quoted}\n`];
  return [`M ${mode} inline ${quoted}\n`, ...data(Buffer.from(content as string))];
}
