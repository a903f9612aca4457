import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { ApiTokens } from './api-tokens.js';

/** A request whose client is known. */
export interface AuthenticatedRequest extends FastifyRequest {
  client?: string;
}

/** Lets requests with a valid bearer token through, and everybody when authentication is disabled. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(private readonly tokens: ApiTokens) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const [, token] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    const client = this.tokens.clientOf(token);
    if (!client) throw new Problem('unauthorized');
    request.client = client;
    return true;
  }
}
