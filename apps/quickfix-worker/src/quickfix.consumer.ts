import { JOB_MODES, QuickfixJob } from '@ai-coding-agent/contracts';
import { JobDelivery, JobExecution, type Settlement } from '@ai-coding-agent/messaging';
import { withLogContext } from '@ai-coding-agent/service-kit';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { QuickfixWork } from './quickfix-work.js';

/** Takes jobs from the queue `quickfix.jobs`. */
@Controller()
export class QuickfixConsumer {
  constructor(
    private readonly execution: JobExecution,
    private readonly work: QuickfixWork,
  ) {}

  @EventPattern<string>(JOB_MODES.quickfix.type)
  handle(@Payload() job: QuickfixJob, @Ctx() delivery: JobDelivery): Promise<Settlement> {
    const { jobId, repository } = job;
    return withLogContext({ jobId, repository, attempt: delivery.attempt }, () =>
      this.execution.execute(job, delivery, this.work),
    );
  }
}
