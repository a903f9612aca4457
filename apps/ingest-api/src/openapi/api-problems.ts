import { STATUS_CODES } from 'node:http';
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemResponse } from './responses.js';

/** Documents the errors that an operation answers. */
export function ApiProblems(...statuses: number[]): MethodDecorator {
  const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemResponse) } } };
  return applyDecorators(
    ApiExtraModels(ProblemResponse) as MethodDecorator,
    ...statuses.map((status) => ApiResponse({ status, description: STATUS_CODES[status] ?? 'Error', content })),
  );
}
