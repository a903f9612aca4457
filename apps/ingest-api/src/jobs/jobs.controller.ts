import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiQuery,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BearerGuard, type AuthenticatedRequest } from '../auth/bearer.guard.js';
import { Feedback } from '../github-webhook/feedback.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { JobLinksResponse, JobListResponse, JobResponse } from '../openapi/responses.js';
import { Problem } from '../problems/problem.js';
import { JobEventFeed } from '../view/job-event-feed.js';
import { jobResponse } from '../view/job.response.js';
import { JobView } from '../view/job-view.js';
import { CreateQuickfixRequest, CreateRefineRequest } from './create-job.request.js';
import { jobIdFor, requestHash } from './job-identity.js';
import { JobIntake } from './job-intake.js';
import { JobOrders } from './job-orders.js';
import type { JobRules } from './job-rules.js';
import { beginningOf, knownJob } from './known-job.js';
import { JOB_STATUSES, listJobs, parseJobQuery } from './list-jobs.js';
import { parseEventId } from './parse-event-id.js';
import { parseCreateJob } from './parse-create-job.js';
import { toJob } from './to-job.js';

/** Token of the `JobRules` of this deployment. */
export const JOB_RULES = Symbol('JobRules');

function linksOf(jobId: string) {
  return { self: `/jobs/${jobId}`, events: `/jobs/${jobId}/events` };
}

@ApiTags('jobs')
@ApiBearerAuth()
@ApiExtraModels(CreateQuickfixRequest, CreateRefineRequest)
@Controller('jobs')
@UseGuards(BearerGuard)
export class JobsController {
  constructor(
    private readonly intake: JobIntake,
    private readonly view: JobView,
    private readonly orders: JobOrders,
    private readonly feedback: Feedback,
    private readonly feed: JobEventFeed,
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
    this.feedback.seen(job);
    const self = `/jobs/${job.jobId}`;
    void reply.header('location', self);
    return { jobId: job.jobId, status, links: { self, events: `${self}/events` } };
  }

  @Get()
  @ApiOperation({ summary: 'Jobs, newest first' })
  @ApiQuery({ name: 'repository', required: false })
  @ApiQuery({ name: 'status', required: false, enum: JOB_STATUSES })
  @ApiQuery({ name: 'mode', required: false, enum: ['quickfix', 'refine'] })
  @ApiQuery({ name: 'limit', required: false, type: 'integer', description: '1 to 100; 20 when absent' })
  @ApiQuery({ name: 'cursor', required: false, description: '`nextCursor` of the page before' })
  @ApiOkResponse({ type: JobListResponse })
  @ApiProblems(400, 401, 503)
  list(@Query() query: Record<string, unknown>): Record<string, unknown> {
    const wishes = parseJobQuery(query);
    if (!this.view.isCaughtUp) throw new Problem('not-ready', { retryAfterSeconds: 2 });
    const { jobs, nextCursor } = listJobs(this.view, wishes);
    return { jobs: jobs.map(jobResponse), nextCursor };
  }

  @Post(':id/cancel')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stop a job', description: 'A running job has ended within ten seconds.' })
  @ApiAcceptedResponse({ type: JobLinksResponse })
  @ApiProblems(401, 404, 409, 503)
  async cancel(@Param('id') id: string, @Req() request: AuthenticatedRequest): Promise<JobLinksResponse> {
    const jobId = id.toLowerCase();
    await this.orders.cancel(jobId, request.client ?? 'anonymous');
    return { jobId, status: this.view.find(jobId)?.status ?? 'cancelled', links: linksOf(jobId) };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'Start an ended job anew, with the same wishes' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same key again is the same job' })
  @ApiAcceptedResponse({ type: JobLinksResponse })
  @ApiProblems(400, 401, 404, 409, 422, 503)
  async retry(
    @Param('id') id: string,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobLinksResponse> {
    const key = request.headers['idempotency-key'] as string | undefined;
    const client = request.client ?? 'anonymous';
    const again = { jobId: jobIdFor(client, key), origin: { channel: 'api' as const, client } };
    const job = await this.orders.retry(id.toLowerCase(), this.intake, again, { isRepeatable: key !== undefined });
    this.feedback.seen(job);
    const links = linksOf(job.jobId);
    void reply.header('location', links.self);
    return { jobId: job.jobId, retryOf: id.toLowerCase(), status: 'queued', links };
  }

  @Get(':id')
  @ApiOperation({ summary: 'The state of a job' })
  @ApiOkResponse({ type: JobResponse })
  @ApiProblems(401, 404, 503)
  async read(@Param('id') id: string): Promise<Record<string, unknown>> {
    return jobResponse(await knownJob(this.view, id.toLowerCase()));
  }

  @Get(':id/events')
  @ApiOperation({
    summary: 'What happens to a job, as server-sent events',
    description: 'Past events first; ends after the last one. An event has an id and what `GET /jobs/{id}` answers.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Only events after this one' })
  @ApiProduces('text/event-stream')
  @ApiProblems(400, 401, 404, 503)
  async events(
    @Param('id') id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const jobId = id.toLowerCase();
    const after = parseEventId(lastEventId);
    const from = await beginningOf(this.view, jobId);
    reply.hijack();
    this.feed.follow({ jobId, from, after, response: reply.raw });
  }
}
