import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BearerGuard, type AuthenticatedRequest } from '../auth/bearer.guard.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { JobLinksResponse, JobResponse } from '../openapi/responses.js';
import { Problem } from '../problems/problem.js';
import { jobResponse } from '../view/job.response.js';
import { JobView } from '../view/job-view.js';
import { CreateQuickfixRequest, CreateRefineRequest } from './create-job.request.js';
import { jobIdFor, requestHash } from './job-identity.js';
import { JobIntake } from './job-intake.js';
import type { JobRules } from './job-rules.js';
import { parseCreateJob } from './parse-create-job.js';
import { toJob } from './to-job.js';

/** Token of the `JobRules` of this deployment. */
export const JOB_RULES = Symbol('JobRules');

@ApiTags('jobs')
@ApiBearerAuth()
@ApiExtraModels(CreateQuickfixRequest, CreateRefineRequest)
@Controller('jobs')
@UseGuards(BearerGuard)
export class JobsController {
  constructor(
    private readonly intake: JobIntake,
    private readonly view: JobView,
    @Inject(JOB_RULES) private readonly rules: JobRules,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Start a job', description: 'Answered once the message broker has the job.' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same key again is the same job' })
  @ApiBody({
    schema: { oneOf: [{ $ref: getSchemaPath(CreateQuickfixRequest) }, { $ref: getSchemaPath(CreateRefineRequest) }] },
  })
  @ApiAcceptedResponse({ type: JobLinksResponse })
  @ApiProblems(400, 401, 403, 413, 415, 422, 429, 503)
  async create(
    @Body() body: unknown,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobLinksResponse> {
    const key = request.headers['idempotency-key'] as string | undefined;
    const wishes = parseCreateJob(body, this.rules);
    const client = request.client ?? 'anonymous';
    const identity = { jobId: jobIdFor(client, key), client, requestedAt: new Date().toISOString() };
    const job = toJob(wishes, identity, this.rules);
    const status = await this.intake.submit(job, requestHash(body), { isRepeatable: key !== undefined });
    const self = `/jobs/${job.jobId}`;
    void reply.header('location', self);
    return { jobId: job.jobId, status, links: { self, events: `${self}/events` } };
  }

  @Get(':id')
  @ApiOperation({ summary: 'The state of a job' })
  @ApiOkResponse({ type: JobResponse })
  @ApiProblems(401, 404, 503)
  read(@Param('id') id: string): Record<string, unknown> {
    const state = this.view.find(id.toLowerCase());
    if (state) return jobResponse(state);
    throw this.view.isCaughtUp ? new Problem('job-not-found') : new Problem('not-ready', { retryAfterSeconds: 2 });
  }
}
