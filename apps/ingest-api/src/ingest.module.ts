import { JobPublisher } from '@ai-coding-agent/messaging';
import { Module, type DynamicModule } from '@nestjs/common';
import { ApiTokens } from './auth/api-tokens.js';
import { Feedback } from './github-webhook/feedback.js';
import { JobIntake } from './jobs/job-intake.js';
import { JobOrders } from './jobs/job-orders.js';
import type { JobRules } from './jobs/job-rules.js';
import { JOB_RULES, JobsController } from './jobs/jobs.controller.js';
import { JobEventFeed } from './view/job-event-feed.js';
import { JobView } from './view/job-view.js';

export interface IngestParts {
  readonly publisher: JobPublisher;
  readonly view: JobView;
  readonly rules: JobRules;
  readonly tokens: ApiTokens;
  readonly orders: JobOrders;
  readonly feedback: Feedback;
  readonly feed: JobEventFeed;
}

@Module({})
export class IngestModule {
  static with({ publisher, view, rules, tokens, orders, feedback, feed }: IngestParts): DynamicModule {
    return {
      module: IngestModule,
      controllers: [JobsController],
      providers: [
        JobIntake,
        { provide: JobPublisher, useValue: publisher },
        { provide: JobView, useValue: view },
        { provide: JOB_RULES, useValue: rules },
        { provide: JobOrders, useValue: orders },
        { provide: Feedback, useValue: feedback },
        { provide: JobEventFeed, useValue: feed },
        { provide: ApiTokens, useValue: tokens },
      ],
    };
  }
}
