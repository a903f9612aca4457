import rateLimit from '@fastify/rate-limit';
import { OPERATIONS_PATHS, operationsAnswer, type Health } from '@ai-coding-agent/service-kit';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Registry } from 'prom-client';
import type { DynamicModule } from '@nestjs/common';
import { serveWebhook, type WebhookOptions } from './github-webhook/serve-webhook.js';
import { measureRequests } from './measure-requests.js';
import { serveOpenApi } from './openapi/serve-openapi.js';
import { Problem } from './problems/problem.js';
import { ProblemFilter } from './problems/problem.filter.js';

const MAX_BODY_BYTES = 1_048_576;

export interface HttpOptions {
  readonly module: Type | DynamicModule;
  readonly health: Health;
  /** GitHub's webhook. */
  readonly webhook: (app: NestFastifyApplication) => WebhookOptions;
  readonly metrics: Registry;
  /** `POST`s a minute of one client; 0 is no limit. */
  readonly rateLimitPerMinute: number;
}

/** The HTTP side of the app, complete but for listening. */
export async function createHttpApp(options: HttpOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ bodyLimit: MAX_BODY_BYTES, trustProxy: true });
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, {
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  const server = adapter.getInstance();
  measureRequests(server, options.metrics);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, server.getDefaultJsonParser('error', 'error'));
  if (options.rateLimitPerMinute > 0) {
    await server.register(rateLimit, {
      max: (request) => (request.method === 'POST' ? options.rateLimitPerMinute : Number.MAX_SAFE_INTEGER),
      timeWindow: 60_000,
      keyGenerator: (request) => `${request.method} ${request.headers.authorization ?? request.ip}`,
      errorResponseBuilder: (_request, { ttl }) =>
        new Problem('too-many-requests', { retryAfterSeconds: Math.ceil(ttl / 1_000) }),
    });
  }
  for (const path of OPERATIONS_PATHS) {
    server.get(path, async (_request, reply) => {
      const answer = await operationsAnswer(path, options.health, options.metrics);
      return reply
        .status(answer?.status ?? 404)
        .type(answer?.contentType ?? 'text/plain')
        .send(answer?.body);
    });
  }
  await serveWebhook(server, options.webhook(app));
  await serveOpenApi(app);
  await app.init();
  return app;
}
