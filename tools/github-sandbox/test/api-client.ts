import type { GitHubSandbox } from '../src/index.js';

export interface ApiResponse {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape of answers is checked by schemas elsewhere
  readonly json: any;
  readonly text: string;
  readonly headers: Headers;
}

export type ApiClient = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<ApiResponse>;

/** Calls the REST API with a token, or without one. */
export function apiClient(sandbox: GitHubSandbox, token?: string): ApiClient {
  return async (method, path, body, headers) => {
    const response = await fetch(path.startsWith('http') ? path : sandbox.apiUrl + path, {
      method,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const json: unknown = isJson && text ? JSON.parse(text) : undefined;
    return { status: response.status, json, text, headers: response.headers };
  };
}
