import { STATUS_CODES } from 'node:http';
import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemResponse } from './responses.js';

type PathItem = OpenAPIObject['paths'][string];

const PROBLEMS = [400, 401, 413, 415, 503];

const answer = (description: string, schema: object) => ({ description, content: { 'application/json': { schema } } });
const only = (properties: Record<string, object>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const header = (name: string, description: string) => ({
  name,
  in: 'header' as const,
  required: true,
  description,
  schema: { type: 'string' as const },
});

/** `POST /webhooks/github` as it stands in the OpenAPI document. */
export const WEBHOOK_OPERATION: PathItem = {
  post: {
    tags: ['webhooks'],
    operationId: 'takeGitHubDelivery',
    summary: 'Take a delivery of GitHub',
    description: 'Answered once the message broker has what the delivery asks for; GitHub’s API is asked afterwards.',
    parameters: [
      header('X-Hub-Signature-256', '`sha256=` and the HMAC of the body'),
      header('X-GitHub-Event', 'Name of the event'),
      header('X-GitHub-Delivery', 'A redelivery repeats it, and is the same job'),
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { type: 'object' } },
        'application/x-www-form-urlencoded': {
          schema: { type: 'object', properties: { payload: { type: 'string' } }, required: ['payload'] },
        },
      },
    },
    responses: {
      200: answer('It starts nothing, or is a ping', {
        oneOf: [only({ ignored: { type: 'string', minLength: 1 } }), only({ pong: { type: 'boolean' } })],
      }),
      202: answer('The job that it starts or concerns', only({ jobId: { type: 'string', format: 'uuid' } })),
      ...Object.fromEntries(
        PROBLEMS.map((status) => [
          status,
          {
            description: STATUS_CODES[status] ?? 'Error',
            content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemResponse) } } },
          },
        ]),
      ),
    },
  },
};
