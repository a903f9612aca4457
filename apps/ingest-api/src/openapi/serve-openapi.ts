import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { WEBHOOK_PATH } from '../github-webhook/serve-webhook.js';
import { WEBHOOK_OPERATION } from './webhook-operation.js';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>AI Coding Agent – API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css" />
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/page.js"></script>
</html>
`;
const PAGE_SCRIPT = "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#page', deepLinking: true });\n";

/** Serves the OpenAPI document at `/openapi.json` and its page at `/docs`. The document is made when first asked for. */
export async function serveOpenApi(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  let document: OpenAPIObject | undefined;
  server.get('/openapi.json', (_request, reply) => {
    document ??= documentOf(app);
    return reply.send(document);
  });
  server.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  server.get('/docs/page.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(PAGE_SCRIPT));
  await server.register(fastifyStatic, {
    root: assets(),
    prefix: '/docs/',
    allowedPath: (path) => /^\/swagger-ui(?:-bundle\.js|\.css)$/.test(path),
  });
}

/** Nest knows its controllers; the webhook is a route of its own. */
function documentOf(app: NestFastifyApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, description());
  return { ...document, paths: { ...document.paths, [WEBHOOK_PATH]: WEBHOOK_OPERATION } };
}

function description() {
  return new DocumentBuilder()
    .setTitle('AI Coding Agent')
    .setDescription('Starts jobs that turn GitHub issues into pull requests, and tells how they are.')
    .setVersion('1')
    .addBearerAuth()
    .build();
}

/** The build puts Swagger UI beside the bundle; run from its sources, it comes from its package. */
function assets(): string {
  const bundled = fileURLToPath(new URL('./swagger-ui/', import.meta.url));
  return existsSync(bundled)
    ? bundled
    : fileURLToPath(new URL('.', import.meta.resolve('swagger-ui-dist/package.json')));
}
