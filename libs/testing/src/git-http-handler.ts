import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';

export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** What somebody asks of a git server. */
export interface GitHttpRequest {
  /** `OWNER/NAME`. */
  readonly repository: string;
  readonly service: GitService;
  /** Password of HTTP Basic, which is where git sends a token. */
  readonly token: string | undefined;
}

export interface GitHttpOptions {
  /** Folder that holds `OWNER/NAME.git`. */
  readonly root: string;
  /** 200 lets the request through; anything else is the answer. 401 asks for credentials. */
  readonly authorize: (request: GitHttpRequest) => 200 | 401 | 403 | 404;
}

const PATH = /^\/([^/]+\/[^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/**
 * Git over smart HTTP by the real `git http-backend`.
 * @returns a handler that answers false when the request is not git's
 * @see https://git-scm.com/docs/git-http-backend
 */
export function gitHttpHandler({ root, authorize }: GitHttpOptions) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const url = new URL(`http://localhost${request.url ?? '/'}`);
    // Names of repositories need no escapes, so a path that has some is nobody's.
    const [, repository, action] = PATH.exec(url.pathname) ?? [];
    if (!repository || !action) return false;
    const service = (action === 'info/refs' ? url.searchParams.get('service') : action) as GitService | null;
    if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return false;

    const status = authorize({ repository, service, token: basicPassword(request.headers.authorization) });
    if (status !== 200) {
      response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {});
      response.end(status === 404 ? 'Repository not found.\n' : 'Permission denied.\n');
      return true;
    }
    runBackend(request, response, url, `/${repository}.git/${action}`, root);
    return true;
  };
}

function basicPassword(header: string | undefined): string | undefined {
  const [, encoded] = /^Basic (.+)$/i.exec(header ?? '') ?? [];
  return encoded && Buffer.from(encoded, 'base64').toString().split(':').slice(1).join(':');
}

function runBackend(request: IncomingMessage, response: ServerResponse, url: URL, path: string, root: string): void {
  const { headers } = request;
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      HOME: tmpdir(),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      HTTP_GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      REMOTE_USER: 'git',
      REMOTE_ADDR: '127.0.0.1',
      ...(headers['content-length'] ? { CONTENT_LENGTH: headers['content-length'] } : {}),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => undefined); // the backend may stop reading early
  let head: Buffer | undefined = Buffer.alloc(0);
  backend.stdout.on('data', (chunk: Buffer) => {
    if (!head) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    writeHead(response, head.subarray(0, end).toString());
    response.write(head.subarray(end + 4));
    head = undefined;
  });
  backend.stdout.on('end', () => response.end());
  response.on('close', () => backend.kill());
}

function writeHead(response: ServerResponse, cgiHeaders: string): void {
  let status = 200;
  for (const line of cgiHeaders.split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}
